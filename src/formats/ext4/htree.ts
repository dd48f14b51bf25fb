import { crc32c } from '../binary/crc32c.js';
import { u16, u32, u8 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { viewOf } from '../binary/bytes.js';
import { DIRECTORY_ENTRY, DOT, DOT_DOT, ENTRY_TYPES, entryLength } from './directory-entry.js';

/** `half_md4`; signed characters by the superblock's flag. */
export const HASH_HALF_MD4 = 1;

/** The kernel's ext4 documentation, "Hash Tree Directories". */
export const ROOT_INFO = defineStructure(
  { name: 'htree root', size: 8 },
  { reserved: u32(0), hashVersion: u8(4), length: u8(5), levels: u8(6), flags: u8(7) },
);
export const COUNT_LIMIT = defineStructure({ name: 'htree count', size: 4 }, { limit: u16(0), count: u16(2) });
export const INDEX_ENTRY = defineStructure({ name: 'htree entry', size: 8 }, { hash: u32(0), block: u32(4) });
const TAIL = defineStructure({ name: 'htree tail', size: 8 }, { reserved: u32(0), checksum: u32(4) });

export const ROOT_ENTRIES_OFFSET = 2 * entryLength(2) + ROOT_INFO.size;
export const NODE_ENTRIES_OFFSET = DIRECTORY_ENTRY.size;

/** Where a part of the directory, by hash, begins: the number of the directory's block that holds it. */
export interface IndexEntry {
  /** The lowest hash, its last bit set when the part before ends with the same one. Not stored for a first entry. */
  readonly hash: number;
  readonly block: number;
}

/** Index entries of the root block, of another index block, and leaves under both levels that kernels follow. */
export function htreeCapacity(blockSize: number): { root: number; node: number; leaves: number } {
  const root = Math.floor((blockSize - ROOT_ENTRIES_OFFSET - TAIL.size) / INDEX_ENTRY.size);
  const node = Math.floor((blockSize - NODE_ENTRIES_OFFSET - TAIL.size) / INDEX_ENTRY.size);
  return { root, node, leaves: root * node };
}

/** Index blocks below the root block for so many leaves. */
export function htreeNodes(leaves: number, blockSize: number): number {
  const { root, node } = htreeCapacity(blockSize);
  return leaves <= root ? 0 : Math.ceil(leaves / node);
}

export interface HtreeRoot {
  readonly inode: number;
  readonly parent: number;
  /** 0 when the entries lead to leaves, 1 when they lead to index blocks. */
  readonly levels: number;
  readonly entries: readonly IndexEntry[];
}

/** Fills `block` with a directory's first block; `seed` is its inode's. */
export function encodeHtreeRoot(block: Uint8Array, root: HtreeRoot, seed: number): void {
  block.fill(0);
  const view = viewOf(block);
  const fileType = ENTRY_TYPES.directory;
  const dotLength = entryLength(DOT.length);
  // To a reader without htree, `..` covers the index.
  const restLength = block.length - dotLength;
  DIRECTORY_ENTRY.encode(view, 0, { inode: root.inode, length: dotLength, nameLength: 1, fileType });
  block.set(DOT, DIRECTORY_ENTRY.size);
  DIRECTORY_ENTRY.encode(view, dotLength, { inode: root.parent, length: restLength, nameLength: 2, fileType });
  block.set(DOT_DOT, dotLength + DIRECTORY_ENTRY.size);
  const info = { reserved: 0, hashVersion: HASH_HALF_MD4, length: ROOT_INFO.size, levels: root.levels, flags: 0 };
  ROOT_INFO.encode(view, ROOT_ENTRIES_OFFSET - ROOT_INFO.size, info);
  encodeEntries(block, view, ROOT_ENTRIES_OFFSET, root.entries, seed);
}

/** Fills `block` with an index block below the root, which to a reader without htree is one unused entry. */
export function encodeHtreeNode(block: Uint8Array, entries: readonly IndexEntry[], seed: number): void {
  block.fill(0);
  const view = viewOf(block);
  DIRECTORY_ENTRY.encode(view, 0, { inode: 0, length: block.length, nameLength: 0, fileType: 0 });
  encodeEntries(block, view, NODE_ENTRIES_OFFSET, entries, seed);
}

function encodeEntries(
  block: Uint8Array,
  view: DataView,
  offset: number,
  entries: readonly IndexEntry[],
  seed: number,
): void {
  const limit = Math.floor((block.length - offset - TAIL.size) / INDEX_ENTRY.size);
  for (const [index, entry] of entries.entries()) INDEX_ENTRY.encode(view, offset + index * INDEX_ENTRY.size, entry);
  // The first entry covers everything below the second: in place of its hash stand the counts.
  COUNT_LIMIT.encode(view, offset, { limit, count: entries.length });
  const tail = offset + limit * INDEX_ENTRY.size;
  const used = crc32c(seed, block, 0, offset + entries.length * INDEX_ENTRY.size);
  TAIL.encode(view, tail, { reserved: 0, checksum: crc32c(used, block, tail, tail + TAIL.size) });
}

/** Whether an index block, `isRoot` the first of its directory, has the checksum that it must have; `seed` is its inode's. */
export function isHtreeBlockSealed(block: Uint8Array, isRoot: boolean, seed: number): boolean {
  const view = viewOf(block);
  const offset = isRoot ? ROOT_ENTRIES_OFFSET : NODE_ENTRIES_OFFSET;
  const { limit, count } = COUNT_LIMIT.decode(view, offset);
  const tail = offset + limit * INDEX_ENTRY.size;
  if (count > limit || tail + TAIL.size > block.length) return false;
  const zeroed = block.slice(tail, tail + TAIL.size).fill(0, TAIL.offsetOf('checksum'));
  const used = crc32c(seed, block, 0, offset + count * INDEX_ENTRY.size);
  return crc32c(used, zeroed) === TAIL.decode(view, tail).checksum;
}
