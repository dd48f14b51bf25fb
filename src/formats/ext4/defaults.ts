import { KIB, MIB, TIB } from '../../core/size.js';
import { GROUP_DESCRIPTOR_SIZE } from './group-descriptor.js';
import { MINIMUM_JOURNAL_BLOCKS } from './journal.js';

/** The smallest and the largest volume that is made. */
export const MINIMUM_SIZE = MIB;
export const MAXIMUM_SIZE = 64 * TIB;

export const BLOCK_SIZES: readonly number[] = [1024, 2048, 4096];
export const DEFAULT_RESERVED_PERCENT = 5;

/** Volumes from this size on have blocks of 4096 bytes, below it of 1024 (the `small` type of mke2fs.conf). */
export const SMALL_SIZE = 512 * MIB;

/** Bytes per inode by size of the volume, from mke2fs.conf: `floppy`, `small`, the default, `big`, `huge`. */
const INODE_RATIOS = [
  { below: 3 * MIB, ratio: 8 * KIB },
  { below: SMALL_SIZE, ratio: 4 * KIB },
  { below: 4 * TIB, ratio: 16 * KIB },
  { below: 16 * TIB, ratio: 32 * KIB },
  { below: Infinity, ratio: 64 * KIB },
];

/** Sizes from which on fewer inodes, or larger blocks, leave more room for files. */
export const INODE_THRESHOLDS: readonly number[] = INODE_RATIOS.map(({ below }) => below).filter(Number.isFinite);

/** Journal blocks by blocks of the volume, as mke2fs has them. */
const JOURNAL_BLOCKS = [
  { below: 2 * KIB, journal: 0 },
  { below: 32 * KIB, journal: MINIMUM_JOURNAL_BLOCKS },
  { below: 256 * KIB, journal: 4 * KIB },
  { below: 512 * KIB, journal: 8 * KIB },
  { below: 4 * MIB, journal: 16 * KIB },
  { below: 8 * MIB, journal: 32 * KIB },
  { below: 16 * MIB, journal: 64 * KIB },
  { below: 32 * MIB, journal: 128 * KIB },
  { below: Infinity, journal: 256 * KIB },
];

/** A volume can be grown to this many times its first size, as far as block numbers of 32 bits reach. */
const GROWTH = 1024;
export const MAXIMUM_32_BIT_BLOCKS = 2 ** 32 - 1;

export function defaultInodes(blockCount: number, blockSize: number): number {
  const size = blockCount * blockSize;
  const ratio = INODE_RATIOS.find(({ below }) => size < below)?.ratio ?? 64 * KIB;
  return Math.floor(size / ratio);
}

export function defaultJournalBlocks(blockCount: number): number {
  return JOURNAL_BLOCKS.find(({ below }) => blockCount < below)?.journal ?? 0;
}

/** Blocks behind the group descriptors that are kept for more of them: what the resize inode holds. */
export function defaultReservedDescriptorBlocks(blockCount: number, blockSize: number): number {
  if (blockCount > MAXIMUM_32_BIT_BLOCKS) return 0;
  const blocksPerGroup = blockSize * 8;
  const firstDataBlock = blockSize === 1024 ? 1 : 0;
  const groups = Math.ceil((blockCount - firstDataBlock) / blocksPerGroup);
  const grownBlocks = Math.min(blockCount * GROWTH, MAXIMUM_32_BIT_BLOCKS);
  const grownGroups = Math.ceil((grownBlocks - firstDataBlock) / blocksPerGroup);
  const perBlock = blockSize / GROUP_DESCRIPTOR_SIZE;
  const more = Math.ceil(grownGroups / perBlock) - Math.ceil(groups / perBlock);
  // One indirect block of the resize inode addresses them.
  return Math.min(more, blockSize / 4);
}
