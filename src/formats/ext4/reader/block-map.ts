import { viewOf } from '../../binary/bytes.js';
import type { Extent } from '../extent.js';
import type { BlockClaims } from './block-claims.js';
import { corrupt } from './damage.js';
import { addRun } from './extent-tree.js';
import type { StoredInode } from './inode-table.js';
import type { Volume } from './volume.js';

const ADDRESS_SIZE = 4;
const DIRECT = 12;
const LEVELS = 3;

/**
 * Reads the block map of ext2 and ext3 as far as the file's size: twelve addresses of blocks, then one each of a block
 * with addresses, of a block with addresses of such blocks, and of one more level.
 * @throws OpsError `format-corrupt`
 */
export function readBlockMap(volume: Volume, inode: StoredInode, claims: BlockClaims): Extent[] {
  const walk = new BlockMapWalk(volume, inode, claims);
  const view = viewOf(inode.fields.blockMap);
  for (let slot = 0; slot < DIRECT; slot++) walk.visit(view.getUint32(slot * ADDRESS_SIZE, true), 0);
  for (let level = 1; level <= LEVELS; level++) {
    walk.visit(view.getUint32((DIRECT + level - 1) * ADDRESS_SIZE, true), level);
  }
  walk.checkEnd();
  return walk.runs;
}

class BlockMapWalk {
  readonly runs: Extent[] = [];
  readonly #volume: Volume;
  readonly #inode: StoredInode;
  readonly #claims: BlockClaims;
  readonly #structure: string;
  readonly #end: number;
  #logical = 0;

  constructor(volume: Volume, inode: StoredInode, claims: BlockClaims) {
    this.#volume = volume;
    this.#inode = inode;
    this.#claims = claims;
    this.#structure = `block map of inode ${inode.number}`;
    this.#end = Math.ceil(inode.fields.size / volume.geometry.blockSize);
  }

  /** Goes over what `block` leads to: itself at level 0, else what its addresses lead to. 0 is a hole. */
  visit(block: number, level: number): void {
    if (this.#logical >= this.#end) return;
    const { blockSize, firstDataBlock, blockCount } = this.#volume.geometry;
    const addresses = blockSize / ADDRESS_SIZE;
    if (block === 0) {
      this.#logical += addresses ** level;
      return;
    }
    if (block <= firstDataBlock || block >= blockCount) {
      throw corrupt(this.#structure, block * blockSize, `block ${block} is not within the volume`);
    }
    if (level === 0) {
      addRun(this.runs, { logical: this.#logical, start: block, length: 1 });
      this.#logical++;
      return;
    }
    this.#claims.claim(block, this.#structure, blockSize);
    const view = viewOf(this.#volume.blocks.read(block, this.#structure));
    for (let slot = 0; slot < addresses; slot++) this.visit(view.getUint32(slot * ADDRESS_SIZE, true), level - 1);
  }

  /** @throws OpsError `format-corrupt` when the file is larger than any map reaches */
  checkEnd(): void {
    if (this.#logical >= this.#end) return;
    const { offset, fields } = this.#inode;
    throw corrupt(this.#structure, offset, `${fields.size} bytes are more than it can lead to`);
  }
}
