import type { RandomAccess } from '../random-access.js';
import type { BlockRecord } from './block.js';
import { corrupt } from './corrupt.js';
import { crc32 } from './crc32.js';
import { Crc64 } from './crc64.js';
import { Cursor } from './cursor.js';

/** How much of an index is summed up at once. */
const PIECE = 64 * 1024;

/** How many blocks there are and a sum of what was said of them, in place of all of it: there may be millions. */
export class BlockTally {
  count = 0;
  readonly #sum = new Crc64();
  readonly #record = new Float64Array(2);
  readonly #bytes = new Uint8Array(this.#record.buffer);

  add({ size, unpackedSize }: BlockRecord): void {
    this.#record.set([size, unpackedSize]);
    this.#sum.update(this.#bytes);
    this.count++;
  }

  equals(other: BlockTally): boolean {
    return this.count === other.count && this.#sum.value.join() === other.#sum.value.join();
  }
}

/**
 * Reads the index at `cursor`, which has to name the blocks of `found`, and leaves the cursor behind it.
 * @returns how many bytes it takes
 */
export function readBlockIndex(source: RandomAccess, cursor: Cursor, found: BlockTally): number {
  const start = cursor.position;
  if (cursor.byte() !== 0) throw corrupt('its index is damaged');
  const count = cursor.number();
  const named = new BlockTally();
  while (named.count < count) named.add({ size: cursor.number(), unpackedSize: cursor.number() });
  cursor.padding();
  const sum = sumUp(source, start, cursor.position);
  if (cursor.word() !== sum) throw corrupt('its index is damaged');
  if (!named.equals(found)) throw corrupt('its index does not name its blocks');
  return cursor.position - start;
}

function sumUp(source: RandomAccess, start: number, end: number): number {
  const cursor = new Cursor(source, start);
  let sum = 0;
  while (cursor.position < end) sum = crc32(cursor.take(Math.min(PIECE, end - cursor.position)), sum);
  return sum;
}
