import { compareBytes, viewOf } from '../../binary/bytes.js';
import { inodeSeed } from '../checksum.js';
import { DIRECTORY_ENTRY, DOT, DOT_DOT, entryLength, isDirectoryBlockSealed } from '../directory-entry.js';
import { isHtreeBlockSealed } from '../htree.js';
import { INODE_FLAGS } from '../inode.js';
import type { Extent } from '../extent.js';
import { isName, showName } from '../names.js';
import type { BlockClaims } from './block-claims.js';
import { corrupt } from './damage.js';
import type { StoredInode } from './inode-table.js';
import type { Volume } from './volume.js';

/** An entry as it is stored, `.` and `..` among them. */
export interface StoredEntry {
  readonly name: Uint8Array;
  readonly inode: number;
  /** 0 where the volume does not say. */
  readonly fileType: number;
}

export interface StoredDirectory {
  /** Its `..`. */
  readonly parent: number;
  /** What `.` and `..` say of themselves; nothing to a reader. */
  readonly dotTypes: readonly number[];
  /** By name, bytewise, without `.` and `..`. */
  readonly entries: readonly StoredEntry[];
}

/** Within an inode: the inode number of the parent, then entries. */
const INLINE_PARENT_SIZE = 4;
const INLINE_FIRST_PART = 60;

/** Reads the blocks of a directory one after the other, its index with them: to this reader that is unused entries. */
export function readDirectory(
  volume: Volume,
  inode: StoredInode,
  runs: readonly Extent[],
  claims: BlockClaims,
): StoredDirectory {
  const structure = `directory ${inode.number}`;
  const { blockSize } = volume.geometry;
  const { size } = inode.fields;
  const blockCount = size / blockSize;
  if (blockCount === 0 || !Number.isInteger(blockCount)) {
    throw corrupt(structure, inode.offset, `its size cannot be ${size}`);
  }
  const entries: StoredEntry[] = [];
  let next = 0;
  for (const { logical, start, length } of runs) {
    if (logical !== next) break;
    for (; next < logical + length && next < blockCount; next++) {
      const block = start + next - logical;
      claims.claim(block, structure, blockSize);
      const bytes = volume.blocks.read(block, structure);
      checkSum(volume, inode, bytes, next, block * blockSize);
      readEntries(volume, { structure, bytes, offset: block * blockSize }, entries);
    }
  }
  if (next < blockCount) throw corrupt(structure, inode.offset, `block ${next} of it is missing`);
  return finish(entries, inode);
}

/** Reads a directory that is kept in its inode: `content` is all of it. */
export function readInlineDirectory(volume: Volume, inode: StoredInode, content: Uint8Array): StoredDirectory {
  const structure = `directory ${inode.number}`;
  const { offset } = inode;
  if (content.length < INLINE_PARENT_SIZE) throw corrupt(structure, offset, `its size cannot be ${content.length}`);
  const entries: StoredEntry[] = [];
  readEntries(volume, { structure, bytes: content.subarray(INLINE_PARENT_SIZE, INLINE_FIRST_PART), offset }, entries);
  readEntries(volume, { structure, bytes: content.subarray(INLINE_FIRST_PART), offset }, entries);
  return { parent: viewOf(content).getUint32(0, true), dotTypes: [], entries: sortNames(entries, inode) };
}

interface EntryBlock {
  readonly structure: string;
  readonly bytes: Uint8Array;
  /** Byte of the image. */
  readonly offset: number;
}

function readEntries({ geometry, features }: Volume, block: EntryBlock, into: StoredEntry[]): void {
  const { structure, bytes, offset } = block;
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length;) {
    if (at + DIRECTORY_ENTRY.size > bytes.length) throw corrupt(structure, offset + at, 'an entry is cut off');
    const entry = DIRECTORY_ENTRY.decode(view, at);
    const length = decodeLength(entry.length, geometry.blockSize);
    const possible = length >= entryLength(1) && length % 4 === 0 && at + length <= bytes.length;
    if (!possible) throw corrupt(structure, offset + at, `an entry cannot be ${length} bytes`);
    const nameAt = at + DIRECTORY_ENTRY.size;
    const { inode, nameLength } = entry;
    if (inode !== 0) {
      if (DIRECTORY_ENTRY.size + nameLength > length)
        throw corrupt(structure, offset + at, 'a name ends behind its entry');
      if (inode > geometry.inodeCount) throw corrupt(structure, offset + at, `there is no inode ${inode}`);
      const name = bytes.slice(nameAt, nameAt + nameLength);
      into.push({ name, inode, fileType: features.hasFileTypes ? entry.fileType : 0 });
    }
    at += length;
  }
}

/** Lengths have 16 bits and are multiples of four: with blocks of 64 KiB the low two are the high ones. */
function decodeLength(length: number, blockSize: number): number {
  if (blockSize < 2 ** 16) return length;
  return length === 0xffff || length === 0 ? 2 ** 16 : (length & 0xfffc) + (length & 3) * 2 ** 16;
}

function checkSum(
  { features, seed }: Volume,
  inode: StoredInode,
  bytes: Uint8Array,
  logical: number,
  offset: number,
): void {
  if (!features.checksums) return;
  const { number, fields } = inode;
  const ownSeed = inodeSeed(seed, number, fields.generation);
  const isIndexed = (fields.flags & INODE_FLAGS.index) !== 0;
  const isIndex = isIndexed && (logical === 0 || isUnused(bytes));
  const isRight = isIndex ? isHtreeBlockSealed(bytes, logical === 0, ownSeed) : isDirectoryBlockSealed(bytes, ownSeed);
  if (!isRight) throw corrupt(`directory ${number}`, offset, `the checksum of block ${logical} is wrong`);
}

/** One unused entry over the whole block: with checksums only an index block below the root begins so. */
function isUnused(bytes: Uint8Array): boolean {
  const { inode, length } = DIRECTORY_ENTRY.decode(viewOf(bytes), 0);
  return inode === 0 && decodeLength(length, bytes.length) === bytes.length;
}

function finish(entries: StoredEntry[], inode: StoredInode): StoredDirectory {
  const [dot, dotDot] = entries.splice(0, 2);
  const begins = dot && dotDot && compareBytes(dot.name, DOT) === 0 && compareBytes(dotDot.name, DOT_DOT) === 0;
  if (!begins || dot.inode !== inode.number) {
    throw corrupt(`directory ${inode.number}`, inode.offset, 'does not begin with itself and its parent');
  }
  return {
    parent: dotDot.inode,
    dotTypes: [dot.fileType, dotDot.fileType],
    entries: sortNames(entries, inode),
  };
}

function sortNames(entries: StoredEntry[], { number, offset }: StoredInode): readonly StoredEntry[] {
  entries.sort((a, b) => compareBytes(a.name, b.name));
  let before: Uint8Array | undefined;
  for (const { name } of entries) {
    if (!isName(name))
      throw corrupt(`directory ${number}`, offset, `${showName(name)} is not a name that a file can have`);
    if (before && compareBytes(before, name) === 0) {
      throw corrupt(`directory ${number}`, offset, `${showName(name)} occurs twice`);
    }
    before = name;
  }
  return entries;
}
