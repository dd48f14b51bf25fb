import { viewOf } from '../binary/bytes.js';
import { crc16 } from '../binary/crc16.js';
import { crc32c, crc32cUint32 } from '../binary/crc32c.js';
import { split, u16, u32 } from '../binary/field.js';
import { defineStructure, type StructureValue } from '../binary/structure.js';

/** With the `64bit` feature. */
export const GROUP_DESCRIPTOR_SIZE = 64;

/** Bits of `flags`. */
export const GROUP_FLAGS = {
  /** No inode of the group is used: neither its bitmap nor its table need be there. */
  inodeUninitialised: 1,
  /** No block of the group is used but by its superblock backup: its bitmap need not be there. */
  blockUninitialised: 2,
  /** What is not used of the inode table reads as zeros, so that no kernel clears it in the background. */
  inodeTableZeroed: 4,
} as const;

/** The kernel's ext4 documentation, "Block Group Descriptors". */
export const GROUP_DESCRIPTOR = defineStructure(
  { name: 'group descriptor', size: GROUP_DESCRIPTOR_SIZE },
  {
    blockBitmap: split(u32(0x0), u32(0x20)),
    inodeBitmap: split(u32(0x4), u32(0x24)),
    inodeTable: split(u32(0x8), u32(0x28)),
    freeBlocks: split(u16(0xc), u16(0x2c)),
    freeInodes: split(u16(0xe), u16(0x2e)),
    usedDirectories: split(u16(0x10), u16(0x30)),
    flags: u16(0x12),
    blockBitmapChecksum: split(u16(0x18), u16(0x38)),
    inodeBitmapChecksum: split(u16(0x1a), u16(0x3a)),
    unusedInodes: split(u16(0x1c), u16(0x32)),
    checksum: u16(0x1e),
  },
);

export type GroupDescriptor = StructureValue<(typeof GROUP_DESCRIPTOR)['table']>;

const CHECKSUM_OFFSET = GROUP_DESCRIPTOR.offsetOf('checksum');

/** Writes descriptor number `group` at `offset` of `target`, with its checksum; `seed` is the volume's. */
export function encodeGroupDescriptor(
  target: Uint8Array,
  view: DataView,
  offset: number,
  descriptor: Omit<GroupDescriptor, 'checksum'>,
  group: number,
  seed: number,
): void {
  GROUP_DESCRIPTOR.encode(view, offset, { ...descriptor, checksum: 0 });
  const sum = crc32c(crc32cUint32(seed, group), target, offset, offset + GROUP_DESCRIPTOR_SIZE);
  view.setUint16(offset + CHECKSUM_OFFSET, sum & 0xffff, true);
}

/** Reads a descriptor of 32 bytes, whose high halves are 0, or of 64 and more. */
export function decodeGroupDescriptor(bytes: Uint8Array): GroupDescriptor {
  const whole = new Uint8Array(GROUP_DESCRIPTOR_SIZE);
  whole.set(bytes.subarray(0, GROUP_DESCRIPTOR_SIZE));
  return GROUP_DESCRIPTOR.decode(viewOf(whole), 0);
}

/** The checksum that descriptor number `group` must have with `metadata_csum`. */
export function sumGroupDescriptor(bytes: Uint8Array, group: number, seed: number): number {
  const zeroed = Uint8Array.from(bytes).fill(0, CHECKSUM_OFFSET, CHECKSUM_OFFSET + 2);
  return crc32c(crc32cUint32(seed, group), zeroed) & 0xffff;
}

/** The checksum that descriptor number `group` must have with `uninit_bg`, the older feature: it skips its own bytes. */
export function sumGroupDescriptor16(bytes: Uint8Array, group: number, uuid: Uint8Array): number {
  const number = new Uint8Array(4);
  viewOf(number).setUint32(0, group, true);
  const before = crc16(crc16(crc16(0xffff, uuid), number), bytes.subarray(0, CHECKSUM_OFFSET));
  return crc16(before, bytes.subarray(CHECKSUM_OFFSET + 2));
}
