import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { KIB, MIB } from '../core/size.js';
import { cloneFile } from './clone-file.js';
import { createFileTarget, type FileTarget } from './file-target.js';
import { onHost } from './host-errors.js';
import { findDataRanges, isZero, looksSparse } from './sparse-map.js';
import { runInTimeSlices } from './time-slices.js';

const CHUNK = MIB;
/** Zeros are left out in pieces of this size: smaller ones make many extents of one file. */
const HOLE = 64 * KIB;

/**
 * Copies a file to a name that must be free. Holes stay holes, runs of zeros become holes, and where the file system
 * can share blocks (reflink: btrfs, xfs, apfs) nothing is copied at all.
 *
 * @throws OpsError `host-file` when `to` exists or `from` does not, `host-disk-full`, `interrupted`, `source-changed`
 *   when `from` gets shorter meanwhile; `to` is gone again then
 */
export async function copySparse(from: string, to: string, options: OperationOptions = {}): Promise<void> {
  const input = onHost('open', from, () => openSync(from, 'r'));
  let output: number | undefined;
  try {
    if (cloneFile(from, to)) return;
    const { mode, size } = fstatSync(input);
    output = onHost('create', to, () => openSync(to, 'wx', mode & 0o777));
    await copySparseInto({ fd: input, path: from }, { fd: output, path: to }, options);
    options.progress?.report(size, size, to);
  } catch (error) {
    if (output !== undefined) rmSync(to, { force: true });
    throw error;
  } finally {
    closeSync(input);
    if (output !== undefined) closeSync(output);
  }
}

/** The same into a file of ours that is open and empty, such as an `AtomicFile`; nothing is shared with `from`. */
export async function copySparseInto(
  from: { readonly fd: number; readonly path: string },
  to: { readonly fd: number; readonly path: string },
  { signal, progress }: OperationOptions = {},
): Promise<void> {
  const { size } = onHost('examine', from.path, () => fstatSync(from.fd));
  await runInTimeSlices(copyRanges(from, createFileTarget(to.fd, to.path, size)), {
    signal,
    onProgress: (done) => progress?.report(done, size, to.path),
  });
}

/** Yields the position up to which it has come. */
function* copyRanges(input: { fd: number; path: string }, target: FileTarget): Generator<number, void> {
  const { size, blocks } = fstatSync(input.fd);
  const whole = [{ start: 0, length: size }];
  const ranges = (looksSparse(size, blocks) ? findDataRanges(input.fd, input.path, size) : undefined) ?? whole;
  const buffer = Buffer.allocUnsafe(CHUNK);
  for (const { start, length } of ranges) {
    for (let at = start; at < start + length;) {
      const wanted = Math.min(CHUNK, start + length - at);
      const count = onHost('read', input.path, () => readSync(input.fd, buffer, 0, wanted, at));
      if (count === 0) throw new OpsError('source-changed', `${input.path}: got shorter while it was copied`);
      writeData(target, at, buffer.subarray(0, count));
      at += count;
      yield at;
    }
  }
}

function writeData(target: FileTarget, position: number, bytes: Uint8Array): void {
  let dataStart = 0;
  const writeUpTo = (end: number): void => {
    if (end > dataStart) target.write(position + dataStart, bytes.subarray(dataStart, end));
  };
  for (let at = 0; at < bytes.length; at += HOLE) {
    if (!isZero(bytes.subarray(at, at + HOLE))) continue;
    writeUpTo(at);
    dataStart = at + HOLE;
  }
  writeUpTo(bytes.length);
}
