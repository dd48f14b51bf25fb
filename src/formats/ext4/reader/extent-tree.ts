import { viewOf } from '../../binary/bytes.js';
import { inodeSeed } from '../checksum.js';
import {
  EXTENT,
  EXTENT_HEADER,
  EXTENT_INDEX,
  EXTENT_MAGIC,
  EXTENT_MAX_BLOCKS,
  type Extent,
  isExtentBlockSealed,
} from '../extent.js';
import type { BlockClaims } from './block-claims.js';
import { corrupt } from './damage.js';
import type { StoredInode } from './inode-table.js';
import type { Volume } from './volume.js';

const ENTRY_SIZE = EXTENT.size;
const LARGEST_DEPTH = 5;
const LOGICAL_END = 2 ** 32;

/** A node of the tree: where it is, and the blocks of the file that it may speak of. */
interface Node {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly depth: number;
  readonly from: number;
  readonly end: number;
}

/**
 * Reads the whole tree of an inode: extents that were written, neighbours joined. Extents that never were read as
 * zeros, as holes do; they are added to `unwritten`.
 * @throws OpsError `format-corrupt`
 */
export function readExtents(
  volume: Volume,
  inode: StoredInode,
  claims: BlockClaims,
  unwritten: Extent[] = [],
): Extent[] {
  return new ExtentWalk(volume, inode, claims, unwritten).walkRoot();
}

class ExtentWalk {
  readonly #volume: Volume;
  readonly #inode: StoredInode;
  readonly #claims: BlockClaims;
  readonly #runs: Extent[] = [];
  readonly #unwritten: Extent[];
  readonly #structure: string;

  constructor(volume: Volume, inode: StoredInode, claims: BlockClaims, unwritten: Extent[]) {
    this.#unwritten = unwritten;
    this.#volume = volume;
    this.#inode = inode;
    this.#claims = claims;
    this.#structure = `extent tree of inode ${inode.number}`;
  }

  walkRoot(): Extent[] {
    const { fields, offset } = this.#inode;
    const { depth } = EXTENT_HEADER.decode(viewOf(fields.blockMap), 0);
    if (depth > LARGEST_DEPTH) throw this.#corrupt(offset, `cannot be ${depth} levels deep`);
    this.#walk({ bytes: fields.blockMap, offset, depth, from: 0, end: LOGICAL_END });
    return this.#runs;
  }

  #walk(node: Node): void {
    const view = viewOf(node.bytes);
    const count = this.#checkHeader(node, view);
    if (node.depth === 0) {
      this.#readLeaf(node, view, count);
      return;
    }
    let from = node.from;
    for (let index = 0; index < count; index++) {
      const at = (index + 1) * ENTRY_SIZE;
      const { logical, child } = EXTENT_INDEX.decode(view, at);
      const isLast = index === count - 1;
      const end = isLast ? node.end : EXTENT_INDEX.decode(view, at + ENTRY_SIZE).logical;
      if (logical < from || end <= logical || end > node.end) throw this.#corrupt(node.offset + at, 'is not in order');
      this.#walk(this.#readChild(child, node.depth - 1, logical, end));
      from = end;
    }
  }

  #checkHeader({ bytes, offset, depth }: Node, view: DataView): number {
    const header = EXTENT_HEADER.decode(view, 0);
    if (header.magic !== EXTENT_MAGIC) throw this.#corrupt(offset, `its magic is 0x${header.magic.toString(16)}`);
    if (header.depth !== depth) throw this.#corrupt(offset, `a node of depth ${depth} says ${header.depth}`);
    const { entries, maximum } = header;
    const room = Math.floor((bytes.length - EXTENT_HEADER.size) / ENTRY_SIZE);
    if (maximum > room || entries > maximum)
      throw this.#corrupt(offset, `cannot have ${entries} of ${maximum} entries`);
    if (entries === 0 && depth > 0) throw this.#corrupt(offset, 'an index is empty');
    return entries;
  }

  #readChild(block: number, depth: number, from: number, end: number): Node {
    const { blocks, features, seed, geometry } = this.#volume;
    const { number, fields } = this.#inode;
    this.#checkPlace(block, 1);
    this.#claims.claim(block, this.#structure, geometry.blockSize);
    const bytes = blocks.read(block, this.#structure);
    const offset = block * geometry.blockSize;
    if (features.checksums && !isExtentBlockSealed(bytes, inodeSeed(seed, number, fields.generation))) {
      throw this.#corrupt(offset, 'its checksum is wrong');
    }
    return { bytes, offset, depth, from, end };
  }

  #readLeaf({ offset, from, end }: Node, view: DataView, count: number): void {
    let next = from;
    for (let index = 1; index <= count; index++) {
      const { logical, length: stored, start } = EXTENT.decode(view, index * ENTRY_SIZE);
      const isWritten = stored <= EXTENT_MAX_BLOCKS;
      const length = isWritten ? stored : stored - EXTENT_MAX_BLOCKS;
      if (length === 0 || logical < next || logical + length > end) {
        throw this.#corrupt(offset + index * ENTRY_SIZE, 'is not in order');
      }
      this.#checkPlace(start, length);
      next = logical + length;
      addRun(isWritten ? this.#runs : this.#unwritten, { logical, start, length });
    }
  }

  #checkPlace(start: number, length: number): void {
    const { firstDataBlock, blockCount, blockSize } = this.#volume.geometry;
    if (start > firstDataBlock && start + length <= blockCount) return;
    throw this.#corrupt(start * blockSize, `${length} blocks from ${start} are not within the volume`);
  }

  #corrupt(offset: number, reason: string) {
    return corrupt(this.#structure, offset, reason);
  }
}

/** Adds a run behind the others, to the last where it continues that one. */
export function addRun(runs: Extent[], { logical, start, length }: Extent): void {
  const last = runs.at(-1);
  const continues = last && last.logical + last.length === logical && last.start + last.length === start;
  if (continues) runs[runs.length - 1] = { ...last, length: last.length + length };
  else runs.push({ logical, start, length });
}
