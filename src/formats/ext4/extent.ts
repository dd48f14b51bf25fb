import { viewOf } from '../binary/bytes.js';
import { crc32c } from '../binary/crc32c.js';
import { split, u16, u32 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { BLOCK_MAP_SIZE } from './inode.js';

/** The kernel's ext4 documentation, "Extent Tree". */
export const EXTENT_HEADER = defineStructure(
  { name: 'extent header', size: 12 },
  { magic: u16(0), entries: u16(2), maximum: u16(4), depth: u16(6), generation: u32(8) },
);
export const EXTENT_INDEX = defineStructure(
  { name: 'extent index', size: 12 },
  { logical: u32(0), child: split(u32(4), u16(8)) },
);
export const EXTENT = defineStructure(
  { name: 'extent', size: 12 },
  { logical: u32(0), length: u16(4), start: split(u32(8), u16(6)) },
);

export const EXTENT_MAGIC = 0xf30a;
const ENTRY_SIZE = 12;
const CHECKSUM_SIZE = 4;

/** Blocks that one extent holds at most; longer lengths mean extents that were never written. */
export const EXTENT_MAX_BLOCKS = 32_768;
/** Entries of the tree's root, which is in the inode. */
export const ROOT_EXTENTS = BLOCK_MAP_SIZE / ENTRY_SIZE - 1;

export interface Extent {
  /** The first block of the file. */
  readonly logical: number;
  /** The first block of the volume. */
  readonly start: number;
  readonly length: number;
}

/** Entries that a tree block of `blockSize` bytes has room for. */
export function extentsPerBlock(blockSize: number): number {
  return Math.floor((blockSize - ENTRY_SIZE - CHECKSUM_SIZE) / ENTRY_SIZE);
}

/** Tree blocks that `count` extents need beside the root in the inode. */
export function extentTreeBlocks(count: number, blockSize: number): number {
  const perBlock = extentsPerBlock(blockSize);
  let blocks = 0;
  for (let level = count; level > ROOT_EXTENTS; blocks += level) level = Math.ceil(level / perBlock);
  return blocks;
}

export interface ExtentTree {
  /** 60 bytes for the inode. */
  readonly root: Uint8Array;
  /** One for each of the given block numbers, in their order. */
  readonly blocks: readonly Uint8Array[];
}

/**
 * Builds the tree over `extents`, ascending. `blockNumbers` are as many as {@link extentTreeBlocks} says, leaves first;
 * `seed` is the inode's.
 */
export function encodeExtentTree(
  extents: readonly Extent[],
  blockNumbers: readonly number[],
  blockSize: number,
  seed: number,
): ExtentTree {
  const perBlock = extentsPerBlock(blockSize);
  const blocks: Uint8Array[] = [];
  let level: readonly (Extent | Child)[] = extents;
  let depth = 0;
  for (; level.length > ROOT_EXTENTS; depth++) {
    const parents: Child[] = [];
    for (let first = 0; first < level.length; first += perBlock) {
      const entries = level.slice(first, first + perBlock);
      parents.push({ logical: entries[0]?.logical ?? 0, child: blockNumbers[blocks.length] ?? 0 });
      const block = encodeNode(entries, perBlock, depth, blockSize);
      const end = blockSize - CHECKSUM_SIZE - ((blockSize - ENTRY_SIZE - CHECKSUM_SIZE) % ENTRY_SIZE);
      new DataView(block.buffer).setUint32(end, crc32c(seed, block, 0, end), true);
      blocks.push(block);
    }
    level = parents;
  }
  return { root: encodeNode(level, ROOT_EXTENTS, depth, BLOCK_MAP_SIZE), blocks };
}

/** Whether a block of a tree has the checksum that it must have; `seed` is the inode's. */
export function isExtentBlockSealed(block: Uint8Array, seed: number): boolean {
  const view = viewOf(block);
  const end = ENTRY_SIZE + EXTENT_HEADER.decode(view, 0).maximum * ENTRY_SIZE;
  return end + CHECKSUM_SIZE <= block.length && crc32c(seed, block, 0, end) === view.getUint32(end, true);
}

interface Child {
  readonly logical: number;
  readonly child: number;
}

function encodeNode(entries: readonly (Extent | Child)[], maximum: number, depth: number, size: number): Uint8Array {
  const node = new Uint8Array(size);
  const view = new DataView(node.buffer);
  EXTENT_HEADER.encode(view, 0, { magic: EXTENT_MAGIC, entries: entries.length, maximum, depth, generation: 0 });
  let offset = 0;
  for (const entry of entries) {
    offset += ENTRY_SIZE;
    if ('child' in entry) EXTENT_INDEX.encode(view, offset, entry);
    else EXTENT.encode(view, offset, entry);
  }
  return node;
}
