import type { Extent } from '../../ext4/extent.js';
import type { ByteRange } from '../../tree.js';
import { BLOCK_SIZE } from '../constants.js';
import { tupleDamage } from '../damage.js';
import { numberOf, Tuple, type Value } from '../tuple/index.js';

/** Blocks of a file and where they are. */
export interface StoredExtent extends Extent {
  /** Blocks that it keeps on the volume, `length` or more. */
  readonly allocated: number;
  /** Whether it reads as zeros, whatever is on the volume. */
  readonly uninitialised: boolean;
}

/** A file cannot be larger than what a number counts exactly. */
const LAST_BLOCK = Math.floor(Number.MAX_SAFE_INTEGER / BLOCK_SIZE);

/** The extents of a file, ascending. @param blockCount of the volume @throws OpsError `format-corrupt` */
export function readExtents(file: Tuple, blockCount: number): readonly StoredExtent[] {
  const stored = file.get('extents');
  if (!(stored instanceof Tuple)) throw tupleDamage(file, 'a file has no extents');
  const extents: StoredExtent[] = [];
  for (const [name, value] of stored.attributes) extents.push(readExtent(file, name, value, blockCount));
  extents.sort((a, b) => a.logical - b.logical);
  let end = 0;
  for (const { logical, length } of extents) {
    if (logical < end) throw tupleDamage(file, `two extents hold block ${logical} of the file`);
    end = logical + length;
  }
  return extents;
}

function readExtent(file: Tuple, name: string, value: Value, blockCount: number): StoredExtent {
  if (!/^\d{1,16}$/.test(name)) throw tupleDamage(file, `${JSON.stringify(name)} is no block of a file`);
  if (!(value instanceof Tuple)) throw tupleDamage(file, `extent ${name} is no tuple`);
  const read = (attribute: string): number => {
    const number = numberOf(value.get(attribute));
    if (number !== undefined && number >= 0n && number <= LAST_BLOCK) return Number(number);
    throw tupleDamage(file, `extent ${name} has no ${attribute}, or one that cannot be`);
  };
  const logical = Number(name);
  const [start, length, allocated] = [read('offset'), read('length'), read('allocated')];
  if (logical + length > LAST_BLOCK) throw tupleDamage(file, `extent ${name} is beyond the end of any file`);
  if (allocated < length) throw tupleDamage(file, `extent ${name} has ${length} blocks, and keeps ${allocated}`);
  if (start + allocated > blockCount) {
    throw tupleDamage(file, `extent ${name} ends at block ${start + allocated} of ${blockCount}`);
  }
  return { logical, start, length, allocated, uninitialised: value.get('uninited') !== undefined };
}

/** The length of a file in bytes. */
export function readLength(file: Tuple): number {
  const stored = file.get('filelength');
  if (stored === undefined) return 0;
  const length = numberOf(stored);
  if (length !== undefined && length >= 0n && length <= Number.MAX_SAFE_INTEGER) return Number(length);
  throw tupleDamage(file, 'its length cannot be');
}

/** The ranges of a file that hold data; nothing when all of it does. */
export function dataRangesOf(extents: readonly StoredExtent[], size: number): readonly ByteRange[] | undefined {
  if (size === 0) return undefined;
  const ranges: { start: number; length: number }[] = [];
  for (const { logical, length, uninitialised } of extents) {
    const start = logical * BLOCK_SIZE;
    const end = Math.min(start + length * BLOCK_SIZE, size);
    if (uninitialised || start >= end) continue;
    const last = ranges.at(-1);
    if (last && last.start + last.length === start) last.length += end - start;
    else ranges.push({ start, length: end - start });
  }
  const [first] = ranges;
  return first?.start === 0 && first.length === size ? undefined : ranges;
}
