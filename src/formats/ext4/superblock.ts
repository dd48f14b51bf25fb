import { OpsError } from '../../core/errors.js';
import { crc32c } from '../binary/crc32c.js';
import { bytes, split, u16, u32, u64, u8 } from '../binary/field.js';
import { defineStructure, type StructureValue } from '../binary/structure.js';
import { viewOf } from '../binary/bytes.js';
import { featureNames, INCOMPAT, RO_COMPAT } from './features.js';

/** Where the primary superblock is, whatever the block size. Backups stand at the start of their group. */
export const SUPERBLOCK_OFFSET = 1024;
export const SUPERBLOCK_SIZE = 1024;
export const SUPERBLOCK_MAGIC = 0xef53;

/** Bits of `state`. */
export const STATE = { clean: 1, errors: 2, orphans: 4 } as const;

/** The kernel's ext4 documentation, "Super Block". Words that we neither write nor read are left out. */
export const SUPERBLOCK = defineStructure(
  { name: 'superblock', size: SUPERBLOCK_SIZE },
  {
    inodeCount: u32(0x0),
    blockCount: split(u32(0x4), u32(0x150)),
    reservedBlocks: split(u32(0x8), u32(0x154)),
    freeBlocks: split(u32(0xc), u32(0x158)),
    freeInodes: u32(0x10),
    firstDataBlock: u32(0x14),
    logBlockSize: u32(0x18),
    logClusterSize: u32(0x1c),
    blocksPerGroup: u32(0x20),
    clustersPerGroup: u32(0x24),
    inodesPerGroup: u32(0x28),
    mountTime: split(u32(0x2c), u8(0x275)),
    writeTime: split(u32(0x30), u8(0x274)),
    mountCount: u16(0x34),
    maximumMountCount: u16(0x36),
    magic: u16(0x38),
    state: u16(0x3a),
    errorBehaviour: u16(0x3c),
    minorRevision: u16(0x3e),
    checkTime: split(u32(0x40), u8(0x277)),
    checkInterval: u32(0x44),
    creatorSystem: u32(0x48),
    revision: u32(0x4c),
    reservedUid: u16(0x50),
    reservedGid: u16(0x52),
    firstInode: u32(0x54),
    inodeSize: u16(0x58),
    groupNumber: u16(0x5a),
    compat: u32(0x5c),
    incompat: u32(0x60),
    roCompat: u32(0x64),
    uuid: bytes(0x68, 16),
    label: bytes(0x78, 16),
    lastMounted: bytes(0x88, 64),
    reservedDescriptorBlocks: u16(0xce),
    journalUuid: bytes(0xd0, 16),
    journalInode: u32(0xe0),
    journalDevice: u32(0xe4),
    lastOrphan: u32(0xe8),
    hashSeed: bytes(0xec, 16),
    hashVersion: u8(0xfc),
    journalBackupType: u8(0xfd),
    descriptorSize: u16(0xfe),
    mountOptions: u32(0x100),
    firstMetaGroup: u32(0x104),
    creationTime: split(u32(0x108), u8(0x276)),
    journalBlocks: bytes(0x10c, 60),
    journalSize: split(u32(0x148 + 4), u32(0x148)),
    minimumExtraSize: u16(0x15c),
    wantedExtraSize: u16(0x15e),
    flags: u32(0x160),
    raidStride: u16(0x164),
    raidStripeWidth: u32(0x170),
    logGroupsPerFlex: u8(0x174),
    checksumType: u8(0x175),
    writtenKib: u64(0x178),
    errorCount: u32(0x194),
    mountOptionText: bytes(0x200, 64),
    overheadBlocks: u32(0x248),
    checksumSeed: u32(0x270),
    checksum: u32(0x3fc),
  },
);

export type Superblock = StructureValue<(typeof SUPERBLOCK)['table']>;

const CHECKSUM_OFFSET = SUPERBLOCK.offsetOf('checksum');

/** Writes `value` with its right checksum into `target`, whose first 1024 bytes are overwritten. */
export function encodeSuperblock(target: Uint8Array, value: Omit<Superblock, 'checksum'>): void {
  target.fill(0, 0, SUPERBLOCK_SIZE);
  SUPERBLOCK.encode(viewOf(target), 0, { ...value, checksum: 0 });
  sealSuperblock(target);
}

/** Gives a superblock of a volume with checksums its right one. */
export function sealSuperblock(bytes: Uint8Array): void {
  viewOf(bytes).setUint32(CHECKSUM_OFFSET, crc32c(0xffffffff, bytes, 0, CHECKSUM_OFFSET), true);
}

/**
 * Reads a superblock that starts at `bytes[0]`.
 * @throws OpsError `format-corrupt`: the magic is looked at first, then the checksum where the volume has them
 */
export function decodeSuperblock(bytes: Uint8Array): Superblock {
  const superblock = SUPERBLOCK.decode(viewOf(bytes), 0);
  if (superblock.magic !== SUPERBLOCK_MAGIC) {
    const magic = superblock.magic.toString(16);
    throw new OpsError('format-corrupt', `superblock: its magic is 0x${magic}, not 0xef53: no ext2, ext3 or ext4 here`);
  }
  const summed = (superblock.roCompat & RO_COMPAT.metadata_csum) !== 0;
  if (summed && crc32c(0xffffffff, bytes, 0, CHECKSUM_OFFSET) !== superblock.checksum) {
    throw new OpsError('format-corrupt', 'superblock: its checksum is wrong: the volume is damaged', {
      hint: 'e2fsck -f restores it from a backup superblock',
    });
  }
  return superblock;
}

/** What a volume says of itself. */
export interface Ext4Summary {
  /** Without the zeros behind it. */
  readonly label: Uint8Array;
  /** 16 bytes. */
  readonly uuid: Uint8Array;
  readonly blockSize: number;
  readonly blockCount: number;
  readonly freeBlocks: number;
  readonly inodeCount: number;
  readonly freeInodes: number;
  /** Cleanly unmounted: no journal to replay and no recorded errors. */
  readonly clean: boolean;
  /** The kernel has found damage and recorded it; `e2fsck` clears it. */
  readonly hasErrors: boolean;
  /** When the file system was made, in seconds since 1970. */
  readonly created: number;
  /** As `dumpe2fs` names them. */
  readonly features: readonly string[];
}

/**
 * Reads what a volume says of itself from its first 2048 bytes or more.
 * @throws OpsError `format-corrupt` as {@link decodeSuperblock} does, and for a block size that cannot be
 */
export function openExt4Superblock(volume: Uint8Array): Ext4Summary {
  const superblock = decodeSuperblock(volume.subarray(SUPERBLOCK_OFFSET));
  if (superblock.logBlockSize > 6) {
    throw new OpsError('format-corrupt', `superblock: its block size is 2^${10 + superblock.logBlockSize}`);
  }
  const high = (superblock.incompat & INCOMPAT['64bit']) !== 0;
  const dirty = (superblock.incompat & INCOMPAT.needs_recovery) !== 0;
  const labelEnd = superblock.label.indexOf(0);
  return {
    label: labelEnd < 0 ? superblock.label : superblock.label.slice(0, labelEnd),
    uuid: superblock.uuid,
    blockSize: 1024 << superblock.logBlockSize,
    // Without 64bit the high halves are no part of the format.
    blockCount: high ? superblock.blockCount : superblock.blockCount % 2 ** 32,
    freeBlocks: high ? superblock.freeBlocks : superblock.freeBlocks % 2 ** 32,
    inodeCount: superblock.inodeCount,
    freeInodes: superblock.freeInodes,
    hasErrors: (superblock.state & STATE.errors) !== 0,
    clean: !dirty && (superblock.state & (STATE.clean | STATE.errors)) === STATE.clean,
    created: superblock.creationTime,
    features: featureNames(superblock),
  };
}
