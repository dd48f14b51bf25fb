import { bytes, u16, u32, u8 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { viewOf } from '../binary/bytes.js';

export const JOURNAL_INODE = 8;
/** `journalBackupType` of a superblock that keeps a copy of the journal inode's block map and size. */
export const JOURNAL_BACKUP_IN_BLOCKS = 1;

/** The smallest journal that the kernel takes. */
export const MINIMUM_JOURNAL_BLOCKS = 1024;

export const JOURNAL_MAGIC = 0xc03b3998;

/** What a block of the journal that is no copy of another says it is. */
export const JOURNAL_BLOCK_TYPES = { descriptor: 1, commit: 2, superblockV1: 3, superblockV2: 4, revoke: 5 } as const;

/** A bit of `compat`: commits have a CRC-32 of all that came before them. */
export const JOURNAL_CHECKSUM_V1 = 0x1;

/** Bits of `incompat`. */
export const JOURNAL_INCOMPAT = {
  journal_incompat_revoke: 0x1,
  journal_64bit: 0x2,
  journal_async_commit: 0x4,
  journal_checksum_v2: 0x8,
  journal_checksum_v3: 0x10,
  fast_commit: 0x20,
} as const;

/** The kernel's ext4 documentation, "Journal (jbd2)": the one structure of a volume that is big endian. */
export const JOURNAL_SUPERBLOCK = defineStructure(
  { name: 'journal superblock', size: 1024, byteOrder: 'big' },
  {
    magic: u32(0x0),
    blockType: u32(0x4),
    blockSequence: u32(0x8),
    blockSize: u32(0xc),
    blockCount: u32(0x10),
    firstBlock: u32(0x14),
    sequence: u32(0x18),
    start: u32(0x1c),
    compat: u32(0x24),
    incompat: u32(0x28),
    roCompat: u32(0x2c),
    uuid: bytes(0x30, 16),
    users: u32(0x40),
    checksum: u32(0xfc),
  },
);

/** What descriptors, commits and revocations begin with. */
export const JOURNAL_HEADER = defineStructure(
  { name: 'journal block', size: 12, byteOrder: 'big' },
  { magic: u32(0), blockType: u32(4), sequence: u32(8) },
);
export const JOURNAL_COMMIT = defineStructure(
  { name: 'journal commit', size: 60, byteOrder: 'big' },
  {
    checksumType: u8(12),
    checksumSize: u8(13),
    checksum: u32(16),
    secondsHigh: u32(48),
    seconds: u32(52),
    nanoseconds: u32(56),
  },
);
/** `checksumType` with a CRC-32 of 4 bytes. */
export const JOURNAL_CRC32 = 1;
/** `length` counts from the beginning of the block; block numbers follow. */
export const JOURNAL_REVOKE = defineStructure(
  { name: 'journal revocation', size: 16, byteOrder: 'big' },
  { length: u32(12) },
);
/** One for each block that follows a descriptor. With `journal_checksum_v3`: */
export const JOURNAL_TAG_V3 = defineStructure(
  { name: 'journal tag', size: 16, byteOrder: 'big' },
  { block: u32(0), flags: u32(4), blockHigh: u32(8), checksum: u32(12) },
);
/** Without it; with `journal_64bit` the upper half of the block number follows, 4 bytes. */
export const JOURNAL_TAG = defineStructure(
  { name: 'journal tag', size: 8, byteOrder: 'big' },
  { block: u32(0), checksum: u16(4), flags: u16(6) },
);

/** Bits of `flags`. */
export const JOURNAL_TAG_FLAGS = { escaped: 1, sameUuid: 2, deleted: 4, last: 8 } as const;

/**
 * Fills `block` with the superblock of a journal of `blockCount` blocks that has nothing to replay: its other blocks
 * may hold anything. `uuid` is the volume's.
 */
export function encodeEmptyJournal(block: Uint8Array, blockCount: number, uuid: Uint8Array): void {
  block.fill(0);
  JOURNAL_SUPERBLOCK.encode(viewOf(block), 0, {
    magic: JOURNAL_MAGIC,
    blockType: JOURNAL_BLOCK_TYPES.superblockV2,
    blockSequence: 0,
    blockSize: block.length,
    blockCount,
    firstBlock: 1,
    sequence: 1,
    start: 0,
    compat: 0,
    incompat: 0,
    roCompat: 0,
    uuid,
    users: 1,
    checksum: 0,
  });
}
