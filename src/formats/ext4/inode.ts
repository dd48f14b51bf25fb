import { crc32c } from '../binary/crc32c.js';
import { bytes, i32, split, u16, u32 } from '../binary/field.js';
import { defineStructure, type StructureValue } from '../binary/structure.js';
import { viewOf } from '../binary/bytes.js';
import type { TreeNode } from '../tree.js';
import { inodeSeed } from './checksum.js';

export const INODE_SIZE = 256;
/** What every inode has beyond the 128 bytes of ext2; extended attributes follow. */
export const INODE_EXTRA_SIZE = 32;
/** The size of the field that holds block addresses, an extent tree's root, a short link's target or a device number. */
export const BLOCK_MAP_SIZE = 60;

export const BAD_BLOCKS_INODE = 1;
export const ROOT_INODE = 2;
export const RESIZE_INODE = 7;
/** The first inode that is not reserved; `lost+found` by custom. */
export const FIRST_INODE = 11;

/** More names than this a file cannot have. A directory with more children says 1 (`dir_nlink`). */
export const LINK_MAX = 65_000;

export const FILE_TYPES = {
  fifo: 0x1000,
  'character-device': 0x2000,
  directory: 0x4000,
  'block-device': 0x6000,
  file: 0x8000,
  symlink: 0xa000,
  socket: 0xc000,
} as const;

/** Bits of `flags`. */
export const INODE_FLAGS = {
  encrypted: 0x800,
  /** The directory is indexed. */
  index: 0x1000,
  extents: 0x80000,
  /** The file is the value of an extended attribute. */
  attributeValue: 0x200000,
  inlineData: 0x10000000,
} as const;

/** Flags that a user may set, by kind of file; all others say how the file is stored. As the kernel's `ext4_mask_flags`. */
const FILE_USER_FLAGS =
  0x0000_00ff | // secure and undoable deletion, compression, sync, immutable, append-only, no dump, no time of access
  0x0000_c000 | // journalled data, no merging of tails
  0x0200_0000; // direct access
const DIRECTORY_USER_FLAGS =
  FILE_USER_FLAGS |
  0x0003_0000 | // synchronous entries, top of a hierarchy
  0x2000_0000; // the project is inherited
/** No dump, no time of access. */
const OTHER_USER_FLAGS = 0xc0;

export function userFlagsOf(kind: TreeNode<unknown>['kind']): number {
  if (kind === 'file') return FILE_USER_FLAGS;
  return kind === 'directory' ? DIRECTORY_USER_FLAGS : OTHER_USER_FLAGS;
}

/** The kernel's ext4 documentation, "Index Nodes", for inodes of 256 bytes made by Linux. */
export const INODE = defineStructure(
  { name: 'inode', size: INODE_SIZE },
  {
    mode: u16(0x0),
    uid: split(u16(0x2), u16(0x78)),
    size: split(u32(0x4), u32(0x6c)),
    accessTime: i32(0x8),
    changeTime: i32(0xc),
    modificationTime: i32(0x10),
    gid: split(u16(0x18), u16(0x7a)),
    links: u16(0x1a),
    sectors: split(u32(0x1c), u16(0x74)),
    flags: u32(0x20),
    blockMap: bytes(0x28, BLOCK_MAP_SIZE),
    generation: u32(0x64),
    attributeBlock: split(u32(0x68), u16(0x76)),
    checksum: split(u16(0x7c), u16(0x82)),
    extraSize: u16(0x80),
    changeTimeExtra: u32(0x84),
    modificationTimeExtra: u32(0x88),
    accessTimeExtra: u32(0x8c),
    creationTime: i32(0x90),
    creationTimeExtra: u32(0x94),
    project: u32(0x9c),
  },
);

export type Inode = StructureValue<(typeof INODE)['table']>;

const CHECKSUM_LOW = 0x7c;
const CHECKSUM_HIGH = 0x82;

/** The size of ext2's inodes, and of the part of larger ones that all have. */
export const BASE_INODE_SIZE = 128;

/**
 * Writes inode `number`, whose checksum is zero, at `offset` of `target`, whose bytes there are zero or attributes behind
 * the fields.
 */
export function encodeInode(
  target: Uint8Array,
  view: DataView,
  offset: number,
  inode: Inode,
  number: number,
  seed: number,
): void {
  INODE.encode(view, offset, inode);
  sealInode(target, view, offset, number, seed);
}

/** Sums up an inode whose checksum is zero; an inode that is all zeros, too. */
export function sealInode(target: Uint8Array, view: DataView, offset: number, number: number, seed: number): void {
  const sum = crc32c(inodeSeed(seed, number), target, offset, offset + INODE_SIZE);
  view.setUint16(offset + CHECKSUM_LOW, sum & 0xffff, true);
  // Inodes without the extra fields have no place for the upper half.
  const extraSize = view.getUint16(offset + INODE.offsetOf('extraSize'), true);
  if (extraSize >= 4) view.setUint16(offset + CHECKSUM_HIGH, sum >>> 16, true);
}

/** Reads an inode of 128 bytes or more. What is not within its base or its own extra size is 0. */
export function decodeInode(bytes: Uint8Array): Inode {
  const whole = new Uint8Array(INODE_SIZE);
  whole.set(bytes.subarray(0, Math.min(BASE_INODE_SIZE + extraSizeOf(bytes), INODE_SIZE)));
  return INODE.decode(viewOf(whole), 0);
}

/** Bytes of fields behind the base ones. */
export function extraSizeOf(bytes: Uint8Array): number {
  return bytes.length > BASE_INODE_SIZE ? viewOf(bytes).getUint16(INODE.offsetOf('extraSize'), true) : 0;
}

/** Whether an inode has the checksum that it must have. */
export function isInodeSealed(bytes: Uint8Array, number: number, seed: number): boolean {
  const zeroed = Uint8Array.from(bytes).fill(0, CHECKSUM_LOW, CHECKSUM_LOW + 2);
  const view = viewOf(bytes);
  const low = view.getUint16(CHECKSUM_LOW, true);
  const isWide = extraSizeOf(bytes) >= 4;
  if (isWide) zeroed.fill(0, CHECKSUM_HIGH, CHECKSUM_HIGH + 2);
  const generation = view.getUint32(INODE.offsetOf('generation'), true);
  const sum = crc32c(inodeSeed(seed, number, generation), zeroed);
  return isWide ? sum === view.getUint16(CHECKSUM_HIGH, true) * 2 ** 16 + low : (sum & 0xffff) === low;
}

/** The device of a block map, in the old form or the new one. */
export function decodeDevice(map: Uint8Array): { readonly major: number; readonly minor: number } {
  const view = viewOf(map);
  const old = view.getUint32(0, true);
  if (old !== 0) return { major: (old >>> 8) & 0xff, minor: old & 0xff };
  const value = view.getUint32(4, true);
  return { major: (value >>> 8) & 0xfff, minor: (value & 0xff) | ((value >>> 12) & 0xfff00) };
}

/** The block map of a device: its number in the old form where that holds it, else in the new one. */
export function encodeDevice(major: number, minor: number): Uint8Array {
  const map = new Uint8Array(BLOCK_MAP_SIZE);
  const view = new DataView(map.buffer);
  if (major < 256 && minor < 256) view.setUint32(0, major * 256 + minor, true);
  else view.setUint32(4, (minor % 256) + major * 256 + Math.floor(minor / 256) * 2 ** 20, true);
  return map;
}
