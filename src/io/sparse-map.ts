import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';
import { hasErrorCode, OpsError } from '../core/errors.js';
import { KIB, MIB } from '../core/size.js';
import { runProgramSync, type ExternalProgram } from './external-program.js';

/** `length` bytes from `start`; the same shape as the `ByteRange` of formats. */
export interface DataRange {
  readonly start: number;
  readonly length: number;
}

/** The unit in which holes are looked for, and that every file system here allocates by or divides. */
const BLOCK = 4 * KIB;
/** Reading this much costs no more than starting a program, and compressing file systems make many small files look sparse. */
const READ_LIMIT = 8 * MIB;

const QEMU_IMG: ExternalProgram = { name: 'qemu-img', package: 'qemu-utils' };
const ZEROS = Buffer.alloc(64 * KIB);

/** One entry of `qemu-img map --output=json`. */
interface MapEntry {
  readonly start: number;
  readonly length: number;
  readonly data: boolean;
}

/** True when fewer blocks are allocated than the size needs: the file may have holes. */
export function looksSparse(size: number, allocatedBlocks512: number): boolean {
  return allocatedBlocks512 * 512 < size;
}

/**
 * The ranges of an open file that hold data, ascending and apart; the rest reads as zeros. Small files are read for
 * runs of zeros; large ones are asked about by `qemu-img` (lseek with SEEK_DATA, which Node does not have).
 *
 * @param path for messages
 * @param size of the file, in bytes
 * @returns undefined when that cannot be found out without reading all of a large file: it is all data, then
 */
export function findDataRanges(fd: number, path: string, size: number): DataRange[] | undefined {
  if (size <= READ_LIMIT) return readDataRanges(fd, path, size);
  const map = mapFile(fd);
  if (!map) return undefined;
  return mergeRanges(
    map
      .filter((entry) => entry.data && entry.start < size)
      .map(({ start, length }) => ({ start, length: Math.min(length, size - start) })),
  );
}

/** True when all of `bytes` is zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length);
    if (!ZEROS.subarray(0, part.length).equals(part)) return false;
  }
  return true;
}

function mapFile(fd: number): MapEntry[] | undefined {
  // By descriptor: a name may hold what is a protocol to qemu-img, or bytes that no argument of ours can carry.
  const args = ['map', '--force-share', '-f', 'raw', '--output=json', '/dev/fd/3'];
  try {
    return JSON.parse(runProgramSync(QEMU_IMG, args, { descriptors: [fd] })) as MapEntry[];
  } catch (error) {
    if (hasErrorCode(error, 'tool-missing')) return undefined;
    throw error;
  }
}

function readDataRanges(fd: number, path: string, size: number): DataRange[] {
  const content = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(fd, content, filled, size - filled, filled);
    if (count === 0) throw new OpsError('source-changed', `${path}: got shorter while it was read`);
    filled += count;
  }
  const ranges: DataRange[] = [];
  for (let start = 0; start < size; start += BLOCK) {
    const block = content.subarray(start, start + BLOCK);
    if (!isZero(block)) ranges.push({ start, length: block.length });
  }
  return mergeRanges(ranges);
}

function mergeRanges(ranges: readonly DataRange[]): DataRange[] {
  const merged: DataRange[] = [];
  for (const { start, length } of ranges) {
    const last = merged.at(-1);
    if (last && last.start + last.length === start) {
      merged[merged.length - 1] = { start: last.start, length: last.length + length };
    } else {
      merged.push({ start, length });
    }
  }
  return merged;
}
