import type { FileNode, TreeNode } from '../tree.js';
import type { BlockCursor } from './block-cursor.js';
import { type Extent, EXTENT_MAX_BLOCKS, extentTreeBlocks } from './extent.js';
import { BLOCK_MAP_SIZE } from './inode.js';

/** The blocks of one inode: its data's, then its extent tree's. */
export interface Allocation {
  readonly extents: readonly Extent[];
  readonly treeBlocks: readonly number[];
  /** Both together. */
  readonly blocks: number;
}

const MAXIMUM_FILE_BLOCKS = 2 ** 32 - 1;

const NOTHING: Allocation = { extents: [], treeBlocks: [], blocks: 0 };

/** Takes the blocks `[0, blocks)` of a file from `cursor`. */
export function allocate(cursor: BlockCursor, blocks: number, blockSize: number): Allocation {
  return blocks === 0 ? NOTHING : allocateTree(cursor, takeExtents(cursor, 0, blocks), blocks, blockSize);
}

/** Takes the blocks of a regular file that hold data. */
export function allocateFile(cursor: BlockCursor, file: FileNode<unknown>, blockSize: number): Allocation {
  if (file.size === 0) return NOTHING;
  const { data } = file;
  if (!data) return allocate(cursor, Math.ceil(file.size / blockSize), blockSize);
  const extents: Extent[] = [];
  let blocks = 0;
  let first = 0;
  let end = 0;
  for (const { start, length } of data) {
    const nextFirst = Math.floor(start / blockSize);
    if (nextFirst > end) {
      takeExtents(cursor, first, end, extents);
      blocks += end - first;
      first = nextFirst;
    }
    end = Math.ceil((start + length) / blockSize);
  }
  takeExtents(cursor, first, end, extents);
  return allocateTree(cursor, extents, blocks + end - first, blockSize);
}

/** A symbolic link this short is kept in its inode. */
export function isShortLink(node: TreeNode<unknown>): boolean {
  return node.kind === 'symlink' && node.target.length < BLOCK_MAP_SIZE;
}

/** A target that is no short one fits a block with a zero behind it; blocks of a file are counted in 32 bits. */
export function fitsBlockSize(node: TreeNode<unknown>, blockSize: number): boolean {
  if (node.kind === 'symlink') return node.target.length < blockSize;
  return node.kind !== 'file' || node.size <= MAXIMUM_FILE_BLOCKS * blockSize;
}

/** Takes the blocks `[first, end)` of a file and adds them to `extents`. */
export function takeExtents(cursor: BlockCursor, first: number, end: number, extents: Extent[] = []): Extent[] {
  for (let logical = first; logical < end;) {
    const start = cursor.next;
    const length = cursor.take(Math.min(end - logical, EXTENT_MAX_BLOCKS));
    extents.push({ logical, start, length });
    logical += length;
  }
  return extents;
}

/** Adds to `extents`, which have `blocks` blocks, those of the tree that they need. */
export function allocateTree(
  cursor: BlockCursor,
  extents: readonly Extent[],
  blocks: number,
  blockSize: number,
): Allocation {
  const count = extentTreeBlocks(extents.length, blockSize);
  if (count === 0) return { extents, treeBlocks: [], blocks };
  const treeBlocks = Array.from({ length: count }, () => {
    const block = cursor.next;
    cursor.take(1);
    return block;
  });
  return { extents, treeBlocks, blocks: blocks + count };
}
