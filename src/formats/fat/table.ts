import { viewOf } from '../binary/bytes.js';
import { MEDIA } from './boot-sector.js';
import { ENTRY_WIDTH, type FatType, FIRST_CLUSTER } from './geometry.js';

/** The values of an entry that are no number of a cluster. Of 32 bits four are not used. */
export const TABLE_VALUE = {
  FAT16: { end: 0xffff, firstEnd: 0xfff8, mask: 0xffff },
  FAT32: { end: 0x0fffffff, firstEnd: 0x0ffffff8, mask: 0x0fffffff },
} as const;

const CHUNK_SIZE = 64 * 1024;

/**
 * The used part of a table in pieces: its first two entries, then a chain for each of `chains`, one cluster behind the
 * other, one chain behind the other. Each piece is to be used before the next is asked for.
 *
 * @param chains clusters in each
 */
export function* tablePieces(type: FatType, chains: Iterable<number>): Generator<Uint8Array, void, undefined> {
  const width = ENTRY_WIDTH[type];
  const bytes = new Uint8Array(CHUNK_SIZE);
  const view = viewOf(bytes);
  let used = 0;
  for (const value of tableEntries(type, chains)) {
    if (width === 2) view.setUint16(used, value, true);
    else view.setUint32(used, value, true);
    used += width;
    if (used < CHUNK_SIZE) continue;
    yield bytes;
    used = 0;
  }
  if (used > 0) yield bytes.subarray(0, used);
}

function* tableEntries(type: FatType, chains: Iterable<number>): Generator<number, void, undefined> {
  const { end, mask } = TABLE_VALUE[type];
  yield (mask & ~0xff) | MEDIA;
  // Also says that the volume was unmounted and has no known errors.
  yield end;
  let cluster = FIRST_CLUSTER;
  for (const length of chains) {
    for (let index = 1; index <= length; index++) {
      cluster++;
      yield index === length ? end : cluster;
    }
  }
}
