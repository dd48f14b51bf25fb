import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../../../io/atomic-file.js';
import { makeDirectory } from '../../../io/directories.js';
import { onHost } from '../../../io/host-errors.js';
import { buildInitramfs, type InitramfsRequest } from './build.js';

export interface CachedInitramfsRequest extends InitramfsRequest {
  readonly home: string;
}

const HASH_DIGITS = 16;

/**
 * The path of the initramfs for this kernel and init: `<home>/cache/initramfs-<release>-<hash of its bytes>.cpio`. It
 * is written when it is not there; those that an earlier init left for the same kernel are removed.
 *
 * @throws OpsError `host-file`, `host-file-denied`, `host-disk-full`
 */
export function cachedInitramfs(request: CachedInitramfsRequest): string {
  const content = buildInitramfs(request);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, HASH_DIGITS);
  const directory = path.join(request.home, 'cache');
  const prefix = `initramfs-${request.kernel.release}-`;
  const name = `${prefix}${hash}.cpio`;
  const file = path.join(directory, name);
  if (statSync(file, { throwIfNoEntry: false })?.size === content.length) return file;

  makeDirectory(directory);
  writeFileAtomic(file, content);
  onHost('clean', directory, () => {
    const old = readdirSync(directory).filter((entry) => entry !== name && isOf(entry, prefix));
    for (const entry of old) rmSync(path.join(directory, entry), { force: true });
  });
  return file;
}

/** A release may be the beginning of another one, so the rest of the name must be a hash. */
function isOf(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^[0-9a-f]+\.cpio$/.test(name.slice(prefix.length));
}
