import { OpsError } from '../../core/errors.js';
import { crc32c } from '../binary/crc32c.js';
import { compareBytes, viewOf } from '../binary/bytes.js';
import { u16, u32, u8 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { encodeAccessControlList } from './access-control-list.js';
import { INODE_EXTRA_SIZE, INODE_SIZE } from './inode.js';

/** The kernel's ext4 documentation, "Extended Attributes"; the name follows. */
export const ATTRIBUTE_ENTRY = defineStructure(
  { name: 'attribute entry', size: 16 },
  { nameLength: u8(0), prefix: u8(1), valueOffset: u16(2), valueInode: u32(4), valueSize: u32(8), hash: u32(12) },
);
export const ATTRIBUTE_BLOCK_HEADER = defineStructure(
  { name: 'attribute block', size: 32 },
  { magic: u32(0), references: u32(4), blocks: u32(8), hash: u32(12), checksum: u32(16) },
);
export const ATTRIBUTE_MAGIC = 0xea020000;
const CHECKSUM_OFFSET = ATTRIBUTE_BLOCK_HEADER.offsetOf('checksum');
const MAGIC_SIZE = 4;
/** Four zero bytes end a list of entries. */
const END_SIZE = 4;

const INODE_AREA_OFFSET = 128 + INODE_EXTRA_SIZE;
const INODE_ROOM = INODE_SIZE - INODE_AREA_OFFSET - MAGIC_SIZE - END_SIZE;

/** What stands for the beginning of a name. The whole name where nothing may follow. */
export const PREFIXES: readonly { readonly text: string; readonly index: number; readonly whole?: true }[] = [
  { text: 'user.', index: 1 },
  { text: 'system.posix_acl_access', index: 2, whole: true },
  { text: 'system.posix_acl_default', index: 3, whole: true },
  { text: 'trusted.', index: 4 },
  { text: 'security.', index: 6 },
];
const NAME_MAX = 255;

/** An attribute as it is stored. */
export interface Attribute {
  readonly prefix: number;
  readonly name: Uint8Array;
  readonly value: Uint8Array;
}

/** What fits the inode is there, the rest in a block of its own. */
export interface AttributePlaces {
  readonly inode: readonly Attribute[];
  readonly block: readonly Attribute[];
}

/**
 * Divides a file's attributes between its inode and one block.
 * @throws OpsError `format-limit` when they fit neither, `source-unsupported` for a name that ext4 has no place for
 */
export function placeAttributes(xattrs: ReadonlyMap<string, Uint8Array>, blockSize: number): AttributePlaces {
  const inode: Attribute[] = [];
  const block: Attribute[] = [];
  let inodeRoom = INODE_ROOM;
  let blockRoom = blockSize - ATTRIBUTE_BLOCK_HEADER.size - END_SIZE;
  for (const attribute of [...xattrs].map(toAttribute).sort(compareAttributes)) {
    const size = storedSize(attribute);
    if (size <= inodeRoom) {
      inode.push(attribute);
      inodeRoom -= size;
    } else {
      block.push(attribute);
      blockRoom -= size;
    }
  }
  if (blockRoom < 0) {
    throw new OpsError('format-limit', `ext4: the extended attributes of a file are ${-blockRoom} bytes too large`, {
      details: { names: [...xattrs.keys()] },
    });
  }
  return { inode, block };
}

/** Whether a block of its own could hold all attributes of a file. */
export function fitAttributeBlock(xattrs: ReadonlyMap<string, Uint8Array>, blockSize: number): boolean {
  let size = ATTRIBUTE_BLOCK_HEADER.size + END_SIZE;
  for (const attribute of xattrs) size += storedSize(toAttribute(attribute));
  return size <= blockSize;
}

/** Writes attributes behind the fields of an inode. */
export function encodeInodeAttributes(inode: Uint8Array, attributes: readonly Attribute[]): void {
  if (attributes.length === 0) return;
  viewOf(inode).setUint32(INODE_AREA_OFFSET, ATTRIBUTE_MAGIC, true);
  const area = inode.subarray(INODE_AREA_OFFSET + MAGIC_SIZE);
  // Within an inode the hash of an entry is not used.
  encodeEntries(area, 0, attributes, () => 0);
}

/** Fills `block`, block number `number` of the volume, with the attributes of one file; `seed` is the volume's. */
export function encodeAttributeBlock(
  block: Uint8Array,
  attributes: readonly Attribute[],
  number: number,
  seed: number,
): void {
  block.fill(0);
  encodeEntries(block, ATTRIBUTE_BLOCK_HEADER.size, attributes, hashAttribute);
  let hash = 0;
  for (const attribute of attributes) hash = ((hash << 16) ^ (hash >>> 16) ^ hashAttribute(attribute)) >>> 0;
  const view = viewOf(block);
  ATTRIBUTE_BLOCK_HEADER.encode(view, 0, { magic: ATTRIBUTE_MAGIC, references: 1, blocks: 1, hash, checksum: 0 });
  view.setUint32(CHECKSUM_OFFSET, sumBlock(block, number, seed), true);
}

/** Whether block number `number` of the volume has the checksum that it must have. */
export function isAttributeBlockSealed(block: Uint8Array, number: number, seed: number): boolean {
  const zeroed = Uint8Array.from(block).fill(0, CHECKSUM_OFFSET, CHECKSUM_OFFSET + 4);
  return sumBlock(zeroed, number, seed) === viewOf(block).getUint32(CHECKSUM_OFFSET, true);
}

/** The checksum of a block that has none yet. */
function sumBlock(block: Uint8Array, number: number, seed: number): number {
  const address = new Uint8Array(8);
  viewOf(address).setBigUint64(0, BigInt(number), true);
  return crc32c(crc32c(seed, address), block);
}

/** Entries from `start` of `area` upwards, values from its end downwards; offsets count from its beginning. */
function encodeEntries(
  area: Uint8Array,
  start: number,
  attributes: readonly Attribute[],
  hash: (attribute: Attribute) => number,
): void {
  const view = viewOf(area);
  let at = start;
  let end = area.length;
  for (const attribute of attributes) {
    const { prefix, name, value } = attribute;
    end -= padded(value.length);
    area.set(value, end);
    ATTRIBUTE_ENTRY.encode(view, at, {
      nameLength: name.length,
      prefix,
      valueOffset: value.length === 0 ? 0 : end,
      valueInode: 0,
      valueSize: value.length,
      hash: hash(attribute),
    });
    area.set(name, at + ATTRIBUTE_ENTRY.size);
    at += padded(ATTRIBUTE_ENTRY.size + name.length);
  }
}

function hashAttribute({ name, value }: Attribute): number {
  let hash = 0;
  for (const byte of name) hash = (hash << 5) ^ (hash >>> 27) ^ byte;
  const words = new Uint8Array(padded(value.length));
  words.set(value);
  const view = viewOf(words);
  for (let at = 0; at < words.length; at += 4) hash = (hash << 16) ^ (hash >>> 16) ^ view.getUint32(at, true);
  return hash >>> 0;
}

function toAttribute([fullName, value]: [string, Uint8Array]): Attribute {
  const prefix = PREFIXES.find(({ text, whole }) => (whole ? fullName === text : fullName.startsWith(text)));
  const name = new TextEncoder().encode(fullName.slice(prefix?.text.length));
  if (!prefix || name.length > NAME_MAX || (name.length === 0 && !prefix.whole)) {
    const known = PREFIXES.map(({ text }) => text).join(', ');
    throw new OpsError('source-unsupported', `extended attribute "${fullName}": its name has no place in ext4`, {
      hint: `names begin with ${known}`,
    });
  }
  return { prefix: prefix.index, name, value: prefix.whole ? encodeAccessControlList(fullName, value) : value };
}

/** The order that readers search a block in. */
function compareAttributes(a: Attribute, b: Attribute): number {
  return a.prefix - b.prefix || a.name.length - b.name.length || compareBytes(a.name, b.name);
}

function storedSize({ name, value }: Attribute): number {
  return padded(ATTRIBUTE_ENTRY.size + name.length) + padded(value.length);
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
