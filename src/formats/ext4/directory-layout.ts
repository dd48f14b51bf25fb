import { OpsError } from '../../core/errors.js';
import type { DirectoryEntry } from '../tree.js';
import { DOT, DOT_DOT, DirectoryBlock, ENTRY_TYPES, entryLength, entryRoom } from './directory-entry.js';
import { encodeHtreeNode, encodeHtreeRoot, htreeCapacity, htreeNodes, type IndexEntry } from './htree.js';
import { FIRST_INODE } from './inode.js';
import type { DirectoryRecord } from './inventory.js';
import { showName } from './names.js';

/** `lost+found` is made large, so that e2fsck finds room in it; within 12 blocks, as mke2fs makes it. */
const LOST_AND_FOUND_SIZE = 16_384;
const LOST_AND_FOUND_MAX_BLOCKS = 12;

/** New leaves of an index are filled this far, so that a first new name does not split one. */
const LEAF_FILL = 7 / 8;

/** Sorting keys hold 31 bits of hash above the number of the entry. */
const MAXIMUM_ENTRIES = 2 ** 22;

/** A directory's blocks for one block size. */
export interface DirectoryLayout {
  /** Blocks of the directory. */
  readonly blocks: number;
  /** Absent while the names fit one block. */
  readonly index?: DirectoryIndex;
}

export interface DirectoryIndex {
  /** Numbers of the entries by hash. */
  readonly order: Uint32Array;
  /** For each leaf, where in {@link order} it begins, and behind the last leaf its end. */
  readonly leafStarts: readonly number[];
  /** For each leaf, the hash that leads to it. */
  readonly leafHashes: readonly number[];
  /** Index blocks between the root block and the leaves. */
  readonly nodes: number;
}

type HashName = (name: Uint8Array) => number;

/** @throws OpsError `format-limit` for more names than an index can lead to */
export function layOutDirectory(
  { inode, entries }: DirectoryRecord<unknown>,
  blockSize: number,
  hash: HashName,
): DirectoryLayout {
  if (fitsOneBlock(entries, blockSize)) {
    if (inode !== FIRST_INODE) return { blocks: 1 };
    return { blocks: Math.min(LOST_AND_FOUND_SIZE / blockSize, LOST_AND_FOUND_MAX_BLOCKS) };
  }
  const { order, hashes } = sortByHash(entries, hash);
  const { leafStarts, leafHashes } = splitLeaves(entries, order, hashes, blockSize);
  const leaves = leafHashes.length;
  if (leaves > htreeCapacity(blockSize).leaves) throw tooManyNames(entries, blockSize);
  const nodes = htreeNodes(leaves, blockSize);
  return { blocks: 1 + nodes + leaves, index: { order, leafStarts, leafHashes, nodes } };
}

/** Bytes that a directory's entries take in blocks of names, `.` and `..` included. */
export function entryBytes(entries: readonly DirectoryEntry<unknown>[]): number {
  let bytes = entryLength(DOT.length) + entryLength(DOT_DOT.length);
  for (const { name } of entries) bytes += entryLength(name.length);
  return bytes;
}

function fitsOneBlock(entries: readonly DirectoryEntry<unknown>[], blockSize: number): boolean {
  // The shortest entry takes 12 bytes: no need to look at the names of a directory with more.
  return entries.length * entryLength(1) <= blockSize && entryBytes(entries) <= entryRoom(blockSize);
}

function sortByHash(entries: readonly DirectoryEntry<unknown>[], hash: HashName) {
  if (entries.length > MAXIMUM_ENTRIES) throw tooManyNames(entries);
  // One plain number to sort by: many times as fast as a comparator.
  const keys = new Float64Array(entries.length);
  for (const [at, { name }] of entries.entries()) keys[at] = (hash(name) / 2) * MAXIMUM_ENTRIES + at;
  keys.sort();
  const order = new Uint32Array(keys.length);
  const hashes = new Uint32Array(keys.length);
  for (const [at, key] of keys.entries()) {
    order[at] = key % MAXIMUM_ENTRIES;
    hashes[at] = Math.floor(key / MAXIMUM_ENTRIES) * 2;
  }
  return { order, hashes };
}

function splitLeaves(
  entries: readonly DirectoryEntry<unknown>[],
  order: Uint32Array,
  hashes: Uint32Array,
  blockSize: number,
) {
  const fill = Math.floor(entryRoom(blockSize) * LEAF_FILL);
  const leafStarts = [0];
  const leafHashes = [0];
  let used = 0;
  for (const [at, entry] of order.entries()) {
    const length = entryLength(entries[entry]?.name.length ?? 0);
    if (used + length > fill) {
      const hash = hashes[at] ?? 0;
      leafStarts.push(at);
      leafHashes.push(hash === hashes[at - 1] ? hash + 1 : hash);
      used = 0;
    }
    used += length;
  }
  leafStarts.push(order.length);
  return { leafStarts, leafHashes };
}

function tooManyNames(entries: readonly DirectoryEntry<unknown>[], blockSize = 4096): OpsError {
  const example = entries[0] ? ` (${showName(entries[0].name)} and others)` : '';
  const reason = `has ${entries.length} names${example}, more than an index of ${blockSize}-byte blocks leads to`;
  return new OpsError('format-limit', `directory: ${reason}`, {
    hint: blockSize < 4096 ? 'larger volumes take blocks of 4096 bytes' : 'spread them over several directories',
  });
}

/** Fills `block` with block `logical` of a directory; `seed` is its inode's. */
export function encodeDirectoryBlock(
  directory: DirectoryRecord<unknown>,
  { index }: DirectoryLayout,
  logical: number,
  block: Uint8Array,
  seed: number,
): void {
  const { inode, parent } = directory;
  if (index && logical === 0) {
    const entries = index.nodes === 0 ? leafEntries(index) : nodeEntries(index, block.length);
    encodeHtreeRoot(block, { inode, parent, levels: index.nodes === 0 ? 0 : 1, entries }, seed);
  } else if (index && logical <= index.nodes) {
    const { node } = htreeCapacity(block.length);
    encodeHtreeNode(block, leafEntries(index, (logical - 1) * node, logical * node), seed);
  } else {
    const names = new DirectoryBlock(block);
    if (index) addLeaf(names, directory, index, logical - 1 - index.nodes);
    else if (logical === 0) addAll(names, directory);
    names.seal(seed);
  }
}

function leafEntries({ leafHashes, nodes }: DirectoryIndex, from = 0, to = leafHashes.length): IndexEntry[] {
  return leafHashes.slice(from, to).map((hash, at) => ({ hash, block: 1 + nodes + from + at }));
}

function nodeEntries({ leafHashes, nodes }: DirectoryIndex, blockSize: number): IndexEntry[] {
  const { node } = htreeCapacity(blockSize);
  return Array.from({ length: nodes }, (_, at) => ({ hash: leafHashes[at * node] ?? 0, block: 1 + at }));
}

function addLeaf(
  names: DirectoryBlock,
  { entries, children }: DirectoryRecord<unknown>,
  { order, leafStarts }: DirectoryIndex,
  leaf: number,
): void {
  for (const at of order.subarray(leafStarts[leaf], leafStarts[leaf + 1])) {
    const entry = entries[at];
    if (entry) names.add(entry.name, children[at] ?? 0, ENTRY_TYPES[entry.node.kind]);
  }
}

function addAll(names: DirectoryBlock, { inode, parent, entries, children }: DirectoryRecord<unknown>): void {
  names.add(DOT, inode, ENTRY_TYPES.directory);
  names.add(DOT_DOT, parent, ENTRY_TYPES.directory);
  for (const [at, { name, node }] of entries.entries()) names.add(name, children[at] ?? 0, ENTRY_TYPES[node.kind]);
}
