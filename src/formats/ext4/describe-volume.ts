import { DEFAULT_RESERVED_PERCENT } from './defaults.js';
import { COMPAT, RO_COMPAT, WRITTEN_FEATURES } from './features.js';
import { GROUP_DESCRIPTOR_SIZE } from './group-descriptor.js';
import { GROUPS_PER_FLEX } from './group-counts.js';
import { HASH_HALF_MD4 } from './htree.js';
import { FIRST_INODE, INODE_EXTRA_SIZE, INODE_SIZE } from './inode.js';
import { JOURNAL_BACKUP_IN_BLOCKS, JOURNAL_INODE } from './journal.js';
import type { Ext4Plan } from './plan.js';
import { STATE, type Superblock, SUPERBLOCK_MAGIC } from './superblock.js';
import { hasResizeInode } from './volume-layout.js';

/** Values of the specification that every volume of ours has. */
const ERRORS_CONTINUE = 1;
const NO_MAXIMUM_MOUNT_COUNT = 0xffff;
const DYNAMIC_REVISION = 1;
const SIGNED_DIRECTORY_HASH = 1;
const TEST_FILESYSTEM = 4;
const MOUNT_USER_XATTR = 0x4;
const MOUNT_ACL = 0x8;
const CHECKSUM_CRC32C = 1;

/** The primary superblock of a planned volume; `journalMap` is the block map of its journal's inode. */
export function describeVolume(
  plan: Ext4Plan<unknown>,
  journalMap: Uint8Array | undefined,
): Omit<Superblock, 'checksum'> {
  const { geometry, journalBlocks } = plan.layout;
  const { uuid, hashSeed, label = new Uint8Array(0), created, reservedPercent, projects, settings } = plan.options;
  const { blockSize, blockCount } = geometry;
  const logBlockSize = Math.log2(blockSize) - 10;
  // The fields for times of superblocks are 40 bits without a sign.
  const seconds = Math.max(created.seconds, 0);
  return {
    ...fixedValues(),
    inodeCount: plan.inodeCount,
    blockCount,
    reservedBlocks: Math.floor((blockCount * (reservedPercent ?? DEFAULT_RESERVED_PERCENT)) / 100),
    freeBlocks: plan.freeBlocks,
    freeInodes: plan.freeInodes,
    firstDataBlock: geometry.firstDataBlock,
    logBlockSize,
    logClusterSize: logBlockSize,
    blocksPerGroup: geometry.blocksPerGroup,
    clustersPerGroup: geometry.blocksPerGroup,
    inodesPerGroup: geometry.inodesPerGroup,
    writeTime: seconds,
    checkTime: seconds,
    creationTime: seconds,
    ...WRITTEN_FEATURES,
    compat:
      WRITTEN_FEATURES.compat +
      (journalMap ? COMPAT.has_journal : 0) +
      (hasResizeInode(geometry) ? COMPAT.resize_inode : 0),
    roCompat: WRITTEN_FEATURES.roCompat + (projects ? RO_COMPAT.project : 0),
    uuid,
    label,
    hashSeed,
    reservedDescriptorBlocks: geometry.reservedDescriptorBlocks,
    // A second way to the journal, for when its inode is lost.
    journalInode: journalMap ? JOURNAL_INODE : 0,
    journalBackupType: journalMap ? JOURNAL_BACKUP_IN_BLOCKS : 0,
    journalBlocks: journalMap ?? new Uint8Array(0),
    journalSize: journalBlocks * blockSize,
    ...settings,
    flags: SIGNED_DIRECTORY_HASH | ((settings?.flags ?? 0) & TEST_FILESYSTEM),
    overheadBlocks: geometry.firstDataBlock + geometry.metadata.total + journalBlocks,
  };
}

function fixedValues() {
  return {
    mountTime: 0,
    mountCount: 0,
    maximumMountCount: NO_MAXIMUM_MOUNT_COUNT,
    magic: SUPERBLOCK_MAGIC,
    state: STATE.clean,
    errorBehaviour: ERRORS_CONTINUE,
    minorRevision: 0,
    checkInterval: 0,
    creatorSystem: 0,
    revision: DYNAMIC_REVISION,
    reservedUid: 0,
    reservedGid: 0,
    firstInode: FIRST_INODE,
    inodeSize: INODE_SIZE,
    groupNumber: 0,
    lastMounted: new Uint8Array(0),
    journalUuid: new Uint8Array(0),
    journalDevice: 0,
    lastOrphan: 0,
    hashVersion: HASH_HALF_MD4,
    descriptorSize: GROUP_DESCRIPTOR_SIZE,
    mountOptions: MOUNT_USER_XATTR | MOUNT_ACL,
    mountOptionText: new Uint8Array(0),
    firstMetaGroup: 0,
    minimumExtraSize: INODE_EXTRA_SIZE,
    wantedExtraSize: INODE_EXTRA_SIZE,
    raidStride: 0,
    raidStripeWidth: 0,
    logGroupsPerFlex: Math.log2(GROUPS_PER_FLEX),
    checksumType: CHECKSUM_CRC32C,
    writtenKib: 0,
    errorCount: 0,
    checksumSeed: 0,
  };
}
