import type { Extent } from '../extent.js';
import { INODE_FLAGS } from '../inode.js';
import type { BlockClaims } from './block-claims.js';
import { readBlockMap } from './block-map.js';
import { corrupt } from './damage.js';
import { readExtents } from './extent-tree.js';
import type { StoredInode } from './inode-table.js';
import type { Volume } from './volume.js';

/** Blocks of a file are counted in 32 bits. */
const LARGEST_FILE_BLOCKS = 2 ** 32;

/** The blocks of a file that hold data, ascending; what is between them reads as zeros. */
export function readFileRuns(volume: Volume, inode: StoredInode, claims: BlockClaims): readonly Extent[] {
  if ((inode.fields.flags & INODE_FLAGS.extents) === 0) return readBlockMap(volume, inode, claims);
  const { size } = inode.fields;
  if (size > LARGEST_FILE_BLOCKS * volume.geometry.blockSize) {
    throw corrupt(`inode ${inode.number}`, inode.offset, `${size} bytes are more than its blocks can be counted for`);
  }
  return readExtents(volume, inode, claims);
}

/** The first run that ends behind block `logical` of the file. */
export function indexOfRun(runs: readonly Extent[], logical: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const run = runs[middle];
    if (run && run.logical + run.length <= logical) low = middle + 1;
    else high = middle;
  }
  return low;
}
