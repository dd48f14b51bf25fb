import { MIB } from '../../core/size.js';
import type { DirectoryEntry, TreeNode } from '../tree.js';
import { fitsBlockSize } from './allocation.js';
import { SMALL_SIZE } from './defaults.js';
import { entryLength } from './directory-entry.js';
import { entryBytes } from './directory-layout.js';
import { fitAttributeBlock } from './extended-attribute.js';
import type { Inventory } from './inventory.js';

const SMALL = 1024;
const LARGE = 4096;

/** More names than this might be too many for an index of 1024-byte blocks, which is full at 9 to 15 MiB of them. */
const SMALL_BLOCK_NAMES = 8 * MIB;
const LONGEST_ENTRY = entryLength(255);

/**
 * 1024 below 512 MiB as mke2fs has it, for then a volume has a journal from 2 MiB on instead of 8 and small files
 * waste less; 4096 from there on, and for trees that blocks of 1024 cannot hold.
 */
export function defaultBlockSize(size: number, fitsSmall: boolean): number {
  return size < SMALL_SIZE && fitsSmall ? SMALL : LARGE;
}

/** Whether blocks of 1024 bytes can hold a tree. */
export function fitsSmallBlocks({ directories, nodes }: Inventory<unknown>): boolean {
  return nodes.every(fitsNode) && directories.every(({ node, entries }) => fitsNode(node) && fitsIndex(entries));
}

function fitsNode(node: TreeNode<unknown>): boolean {
  return fitsBlockSize(node, SMALL) && (!node.xattrs || fitAttributeBlock(node.xattrs, SMALL));
}

function fitsIndex(entries: readonly DirectoryEntry<unknown>[]): boolean {
  return entries.length < SMALL_BLOCK_NAMES / LONGEST_ENTRY || entryBytes(entries) < SMALL_BLOCK_NAMES;
}
