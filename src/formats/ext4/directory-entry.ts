import { viewOf } from '../binary/bytes.js';
import { crc32c } from '../binary/crc32c.js';
import { u16, u32, u8 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import type { TreeNode } from '../tree.js';

/** The kernel's ext4 documentation, "Linear (Classic) Directories"; the name follows. */
export const DIRECTORY_ENTRY = defineStructure(
  { name: 'directory entry', size: 8 },
  { inode: u32(0), length: u16(4), nameLength: u8(6), fileType: u8(7) },
);

/** The end of a block of names: looks like an unused entry, holds the checksum of what is before it. */
export const DIRECTORY_TAIL = defineStructure(
  { name: 'directory tail', size: 12 },
  { inode: u32(0), length: u16(4), nameLength: u8(6), fileType: u8(7), checksum: u32(8) },
);
const TAIL_TYPE = 0xde;

/** `.` and `..`, which every directory begins with. */
export const DOT = Uint8Array.of(0x2e);
export const DOT_DOT = Uint8Array.of(0x2e, 0x2e);

export const ENTRY_TYPES: Readonly<Record<TreeNode<unknown>['kind'], number>> = {
  file: 1,
  directory: 2,
  'character-device': 3,
  'block-device': 4,
  fifo: 5,
  socket: 6,
  symlink: 7,
};

/** The bytes that an entry takes: multiples of four. */
export function entryLength(nameLength: number): number {
  return (DIRECTORY_ENTRY.size + nameLength + 3) & ~3;
}

/** The room for entries in a block of names. */
export function entryRoom(blockSize: number): number {
  return blockSize - DIRECTORY_TAIL.size;
}

/** Whether a block of names ends with the checksum that it must have; `seed` is its inode's. */
export function isDirectoryBlockSealed(block: Uint8Array, seed: number): boolean {
  const room = entryRoom(block.length);
  const { inode, length, fileType, checksum } = DIRECTORY_TAIL.decode(viewOf(block), room);
  const isTail = inode === 0 && length === DIRECTORY_TAIL.size && fileType === TAIL_TYPE;
  return isTail && checksum === crc32c(seed, block, 0, room);
}

/** Fills one block with entries, one after the other. */
export class DirectoryBlock {
  readonly #block: Uint8Array;
  readonly #view: DataView;
  #last = 0;
  #end = 0;

  /** `block` is zeroed. */
  constructor(block: Uint8Array) {
    this.#block = block.fill(0);
    this.#view = new DataView(block.buffer, block.byteOffset, block.length);
  }

  /** The caller sees to it that there is room. */
  add(name: Uint8Array, inode: number, fileType: number): void {
    const length = entryLength(name.length);
    DIRECTORY_ENTRY.encode(this.#view, this.#end, { inode, length, nameLength: name.length, fileType });
    this.#block.set(name, this.#end + DIRECTORY_ENTRY.size);
    this.#last = this.#end;
    this.#end += length;
  }

  /** Stretches the last entry over the rest and adds the tail; without entries the block is one unused entry. */
  seal(seed: number): void {
    const room = entryRoom(this.#block.length);
    this.#view.setUint16(this.#last + DIRECTORY_ENTRY.offsetOf('length'), room - this.#last, true);
    const checksum = crc32c(seed, this.#block, 0, room);
    const tail = { inode: 0, length: DIRECTORY_TAIL.size, nameLength: 0, fileType: TAIL_TYPE, checksum };
    DIRECTORY_TAIL.encode(this.#view, room, tail);
  }
}
