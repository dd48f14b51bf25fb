import { OpsError } from '../../core/errors.js';
import { defaultReservedDescriptorBlocks } from './defaults.js';
import { GROUP_DESCRIPTOR_SIZE } from './group-descriptor.js';
import { INODE_SIZE } from './inode.js';

/** Groups whose bitmaps and inode tables stand together at the start of the first of them. */
export const GROUPS_PER_FLEX = 16;
/** A last group with less room than this beside its own tables is left out. */
const MINIMUM_ROOM_IN_LAST_GROUP = 50;

/** How many there are of everything, before anything has its place. */
export interface GroupCounts {
  readonly blockSize: number;
  readonly blockCount: number;
  /** 1 with blocks of 1024 bytes (block 0 is the boot sector's), else 0. */
  readonly firstDataBlock: number;
  readonly blocksPerGroup: number;
  readonly groupCount: number;
  readonly inodesPerGroup: number;
  readonly inodeTableBlocks: number;
  readonly descriptorBlocks: number;
  readonly reservedDescriptorBlocks: number;
}

export interface InodeDemand {
  /** What the size suggests; rounding may make it a little less. */
  readonly wanted: number;
  /** What there must be. */
  readonly required: number;
}

export interface CountedGroups {
  /** Absent when the volume does not even hold its own structures. */
  readonly counts?: GroupCounts;
  /** No volume has more room than this one unless it has so many blocks. */
  readonly nextBlocks: number;
}

/** The counts for a volume of `blocks` blocks. A last group that is not worth its tables is left out. */
export function countGroups(blocks: number, blockSize: number, inodes: InodeDemand): CountedGroups {
  const first = countAll(blocks, blockSize, inodes);
  const fewest = Math.ceil(inodes.required / first.blocksPerGroup);
  if (first.groupCount < fewest) return { nextBlocks: groupStart(first, fewest - 1) + 1 };
  const lastStart = groupStart(first, first.groupCount - 1);
  const lastEnd = lastStart + ownBlocks(first, first.groupCount - 1);
  const lastNeeds = first.groupCount === 1 ? lastEnd : lastEnd + MINIMUM_ROOM_IN_LAST_GROUP;
  if (blocks >= lastNeeds) return { counts: first, nextBlocks: blocks + 1 };
  if (first.groupCount === 1 || first.groupCount === fewest) return { nextBlocks: lastNeeds };
  // What is before the last group ends with a whole group, which always is worth its tables.
  return { counts: countAll(lastStart, blockSize, inodes), nextBlocks: lastNeeds };
}

function countAll(blockCount: number, blockSize: number, inodes: InodeDemand): GroupCounts {
  const firstDataBlock = blockSize === 1024 ? 1 : 0;
  const blocksPerGroup = blockSize * 8;
  const groupCount = Math.ceil((blockCount - firstDataBlock) / blocksPerGroup);
  const inodesPerGroup = roundInodesPerGroup(groupCount, blockSize, inodes);
  const counts = {
    blockSize,
    blockCount,
    firstDataBlock,
    blocksPerGroup,
    groupCount,
    inodesPerGroup,
    inodeTableBlocks: Math.ceil((inodesPerGroup * INODE_SIZE) / blockSize),
    descriptorBlocks: Math.ceil((groupCount * GROUP_DESCRIPTOR_SIZE) / blockSize),
    reservedDescriptorBlocks: defaultReservedDescriptorBlocks(blockCount, blockSize),
  };
  if (ownBlocks(counts, 0) + 2 * GROUPS_PER_FLEX > blocksPerGroup) {
    throw new OpsError('format-limit', `ext4: ${blockCount} blocks of ${blockSize} bytes have too many groups`, {
      hint: 'larger volumes take blocks of 4096 bytes',
    });
  }
  return counts;
}

/** A group's inodes fill whole blocks of its table and whole bytes of its bitmap, which is one block. */
function roundInodesPerGroup(groupCount: number, blockSize: number, { wanted, required }: InodeDemand): number {
  const perBlock = blockSize / INODE_SIZE;
  const filled = Math.ceil(Math.max(wanted, required) / groupCount / perBlock) * perBlock;
  const rounded = filled - (filled % 8);
  return Math.min(rounded * groupCount < required ? rounded + 8 : rounded, blockSize * 8);
}

/** Blocks that group `group` brings along for itself, wherever they are. */
export function ownBlocks(counts: GroupCounts, group: number): number {
  return 2 + counts.inodeTableBlocks + (hasSuperblock(group) ? superblockAreaBlocks(counts) : 0);
}

/** Blocks at the start of a group that has a superblock. */
export function superblockAreaBlocks(counts: GroupCounts): number {
  return 1 + counts.descriptorBlocks + counts.reservedDescriptorBlocks;
}

/** `sparse_super`: groups 0 and 1 and the powers of 3, 5 and 7. */
export function hasSuperblock(group: number): boolean {
  return group <= 1 || [3, 5, 7].some((base) => isPower(group, base));
}

/** The groups with a superblock, ascending. */
export function findSuperblockGroups(groupCount: number): number[] {
  const groups = new Set([0, 1]);
  for (const base of [3, 5, 7]) for (let group = base; group < groupCount; group *= base) groups.add(group);
  return [...groups].filter((group) => group < groupCount).sort((a, b) => a - b);
}

/** Blocks that files may have, the journal's among them. */
export function fileBlocks(counts: GroupCounts): number {
  const { blockCount, firstDataBlock, groupCount } = counts;
  const tables = groupCount * (2 + counts.inodeTableBlocks);
  const superblocks = findSuperblockGroups(groupCount).length * superblockAreaBlocks(counts);
  return blockCount - firstDataBlock - tables - superblocks;
}

function isPower(value: number, base: number): boolean {
  let power = base;
  while (power < value) power *= base;
  return power === value;
}

export function groupStart(
  { firstDataBlock, blocksPerGroup }: Pick<GroupCounts, 'firstDataBlock' | 'blocksPerGroup'>,
  group: number,
): number {
  return firstDataBlock + group * blocksPerGroup;
}

export function groupEnd(counts: GroupCounts, group: number): number {
  return Math.min(groupStart(counts, group + 1), counts.blockCount);
}

/** The group that a block is in. */
export function groupOf({ firstDataBlock, blocksPerGroup }: GroupCounts, block: number): number {
  return Math.floor((block - firstDataBlock) / blocksPerGroup);
}
