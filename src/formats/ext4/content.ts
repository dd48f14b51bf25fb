import { OpsError } from '../../core/errors.js';
import type { TreeNode } from '../tree.js';
import { type Allocation, allocate, allocateFile, fitsBlockSize, isShortLink } from './allocation.js';
import { BlockCursor } from './block-cursor.js';
import { BlockRuns } from './block-runs.js';
import { type DirectoryLayout, layOutDirectory } from './directory-layout.js';
import { placeAttributes } from './extended-attribute.js';
import type { Inventory } from './inventory.js';

/** An inventory cut into blocks of one size. */
export interface BlockContent<Content> {
  readonly inventory: Inventory<Content>;
  readonly blockSize: number;
  /** For each directory of the inventory. */
  readonly layouts: readonly DirectoryLayout[];
  /** Blocks of all files if nothing stood between them. */
  readonly minimumBlocks: number;
}

/** Where the two parts begin and end that files are laid down in. */
export interface ContentPlaces {
  /** The first block of regular files, behind directories, long links and attributes. */
  readonly filesStart: number;
  /** Behind the last block of all. */
  readonly end: number;
}

export function layOutContent<Content>(
  inventory: Inventory<Content>,
  blockSize: number,
  hash: (name: Uint8Array) => number,
): BlockContent<Content> {
  for (const node of inventory.nodes) refuseOversize(node, blockSize);
  const layouts = inventory.directories.map((directory) => layOutDirectory(directory, blockSize, hash));
  const content = { inventory, blockSize, layouts, minimumBlocks: 0 };
  const cursor = new BlockCursor(BlockRuns.fromSorted([]), 0);
  allocateDirectory(cursor, content, 0);
  const root = inventory.directories[0]?.node;
  if (root) allocateAttributes(cursor, root, blockSize);
  allocateContent(cursor, content);
  return { ...content, minimumBlocks: cursor.taken };
}

function refuseOversize(node: TreeNode<unknown>, blockSize: number): void {
  if (fitsBlockSize(node, blockSize)) return;
  const what = node.kind === 'symlink' ? `a link's target of ${node.target.length}` : 'a file of more than 2^32';
  const unit = node.kind === 'symlink' ? 'bytes' : 'blocks';
  throw new OpsError('format-limit', `ext4: ${what} ${unit} is too much with blocks of ${blockSize} bytes`, {
    hint: blockSize < 4096 ? 'larger blocks, of 4096 bytes, hold more' : 'no ext4 holds more',
  });
}

/**
 * Takes the blocks of everything but the root directory: by inode those of directories, long links and attributes, then
 * by inode those of regular files. A writer that goes through all inodes once gets the same blocks from two cursors, the second at `filesStart`.
 */
export function allocateContent(cursor: BlockCursor, content: BlockContent<unknown>): ContentPlaces {
  const { inventory, blockSize } = content;
  let directory = 1;
  for (const node of inventory.nodes) {
    if (node.kind === 'directory') allocateDirectory(cursor, content, directory++);
    else allocateLink(cursor, node, blockSize);
    allocateAttributes(cursor, node, blockSize);
  }
  const filesStart = cursor.next;
  for (const node of inventory.nodes) {
    if (node.kind === 'file') allocateFile(cursor, node, blockSize);
  }
  return { filesStart, end: cursor.next };
}

/** `index` counts the inventory's directories. */
export function allocateDirectory(cursor: BlockCursor, content: BlockContent<unknown>, index: number): Allocation {
  return allocate(cursor, content.layouts[index]?.blocks ?? 0, content.blockSize);
}

/** Blocks of a symbolic link that does not fit its inode. Nothing for other nodes. */
export function allocateLink(cursor: BlockCursor, node: TreeNode<unknown>, blockSize: number): Allocation {
  return allocate(cursor, node.kind === 'symlink' && !isShortLink(node) ? 1 : 0, blockSize);
}

/** The block for extended attributes that do not fit the node's inode; `undefined` when none is needed. */
export function allocateAttributes(
  cursor: BlockCursor,
  { xattrs }: TreeNode<unknown>,
  blockSize: number,
): number | undefined {
  if (!xattrs || xattrs.size === 0 || placeAttributes(xattrs, blockSize).block.length === 0) return undefined;
  const block = cursor.next;
  cursor.take(1);
  return block;
}
