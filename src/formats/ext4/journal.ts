import { bytes, u32 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { viewOf } from '../binary/bytes.js';

export const JOURNAL_INODE = 8;
/** `journalBackupType` of a superblock that keeps a copy of the journal inode's block map and size. */
export const JOURNAL_BACKUP_IN_BLOCKS = 1;

/** The smallest journal that the kernel takes. */
export const MINIMUM_JOURNAL_BLOCKS = 1024;

const MAGIC = 0xc03b3998;
const SUPERBLOCK_V2 = 4;

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
  },
);

/**
 * Fills `block` with the superblock of a journal of `blockCount` blocks that has nothing to replay: its other blocks
 * may hold anything. `uuid` is the volume's.
 */
export function encodeEmptyJournal(block: Uint8Array, blockCount: number, uuid: Uint8Array): void {
  block.fill(0);
  JOURNAL_SUPERBLOCK.encode(viewOf(block), 0, {
    magic: MAGIC,
    blockType: SUPERBLOCK_V2,
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
  });
}
