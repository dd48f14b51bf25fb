import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { OpsError } from '../../../core/errors.js';
import { MIB } from '../../../core/size.js';
import { bytesAccess } from '../../../formats/random-access.js';
import { readTar, type TarMember } from '../../../formats/tar/index.js';
import { onHost } from '../../../io/host-errors.js';
import { RELEASE_FILES } from './release.js';

/** A release has less than 20 MiB unpacked; a damaged archive must not take all memory. */
const UNPACKED_LIMIT = 256 * MIB;
/** What the kernel was called in releases before 0.1.18. */
const OLD_KERNEL = 'stage3.img';

/**
 * Unpacks the archive of a release, gzip and tar, into an existing folder: files and folders, and nothing that would
 * land elsewhere.
 *
 * @param name in front of errors
 * @throws OpsError `format-corrupt` for archives that are damaged; `format-unsupported` for members that no release has
 */
export function unpackRelease(archive: Uint8Array, into: string, name: string): void {
  const tar = gunzip(archive, name);
  const files = new Set<string>();
  for (const member of readTar(bytesAccess(tar))) {
    const parts = partsOf(member, name);
    if (parts.length === 0) continue;
    const target = path.join(into, ...parts);
    if (member.kind === 'directory') {
      makeFolder(target);
      continue;
    }
    if (member.kind !== 'file') throw refused(member, name, `a ${member.kind} is nothing that a release has`);
    if (files.has(target)) throw refused(member, name, 'it is there twice');
    files.add(target);
    makeFolder(path.dirname(target));
    onHost('write', target, () => {
      writeFileSync(target, contentOf(member, tar), { flag: 'wx', mode: 0o644 });
    });
  }
}

function gunzip(archive: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(archive, { maxOutputLength: UNPACKED_LIMIT });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OpsError('format-corrupt', `${name}: not a gzip archive that is whole: ${reason}`, { cause });
  }
}

/** The path of a member within the release. */
function partsOf(member: TarMember, name: string): string[] {
  const text = Buffer.from(member.name).toString('utf8');
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  if (text.startsWith('/') || parts.includes('..') || text.includes('\0')) {
    throw refused(member, name, 'its path leads out of the archive');
  }
  const [first] = parts;
  return parts.length === 1 && first === OLD_KERNEL ? [RELEASE_FILES.kernel] : parts;
}

function contentOf(member: TarMember & { readonly kind: 'file' }, tar: Uint8Array): Uint8Array {
  if (member.size > UNPACKED_LIMIT) throw new OpsError('format-corrupt', `a file of ${member.size} bytes`);
  const content = new Uint8Array(member.size);
  for (const { start, length, at } of member.stored) content.set(tar.subarray(at, at + length), start);
  return content;
}

function makeFolder(folder: string): void {
  onHost('create', folder, () => {
    mkdirSync(folder, { recursive: true });
  });
}

function refused(member: TarMember, archive: string, reason: string): OpsError {
  const shown = JSON.stringify(Buffer.from(member.name).toString('utf8'));
  return new OpsError('format-unsupported', `${archive}: ${shown}: ${reason}`, { details: { path: archive } });
}
