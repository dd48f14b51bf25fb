import { INCOMPAT, RO_COMPAT } from '../features.js';
import { GROUP_DESCRIPTOR_SIZE } from '../group-descriptor.js';
import { FIRST_INODE } from '../inode.js';
import { type Superblock, SUPERBLOCK_OFFSET } from '../superblock.js';
import { corrupt } from './damage.js';

/** Where everything of a volume is, every number of it known to be possible. */
export interface VolumeGeometry {
  readonly blockSize: number;
  readonly blockCount: number;
  readonly firstDataBlock: number;
  readonly blocksPerGroup: number;
  /** Blocks that are taken together; 1 without `bigalloc`. */
  readonly clusterBlocks: number;
  readonly groupCount: number;
  readonly inodeCount: number;
  readonly inodesPerGroup: number;
  readonly inodeSize: number;
  readonly inodeTableBlocks: number;
  readonly descriptorSize: number;
  /** The first inode that files may have, beside the root. */
  readonly firstInode: number;
}

const LARGEST_LOG_BLOCK_SIZE = 6;
const LARGEST_LOG_CLUSTER_SIZE = 20;
const LEAST_INODE_SIZE = 128;
const SHORT_DESCRIPTOR_SIZE = 32;
const LARGEST_DESCRIPTOR_SIZE = 1024;

/** @throws OpsError `format-corrupt` naming the first number that an image of `imageSize` bytes cannot have */
export function readGeometry(superblock: Superblock, imageSize: number): VolumeGeometry {
  const { logBlockSize, logClusterSize, blocksPerGroup, inodesPerGroup, inodeCount, firstDataBlock } = superblock;
  if (logBlockSize > LARGEST_LOG_BLOCK_SIZE) throw refused(`its block size is 2^${10 + logBlockSize}`);
  const blockSize = 1024 << logBlockSize;
  const bitsPerBlock = 8 * blockSize;
  const is64Bit = (superblock.incompat & INCOMPAT['64bit']) !== 0;
  const isClustered = (superblock.roCompat & RO_COMPAT.bigalloc) !== 0;
  if (isClustered && (logClusterSize < logBlockSize || logClusterSize > LARGEST_LOG_CLUSTER_SIZE)) {
    throw refused(`its cluster size is 2^${10 + logClusterSize}`);
  }
  const clusterBlocks = isClustered ? 2 ** (logClusterSize - logBlockSize) : 1;
  // Without 64bit the high halves are no part of the format.
  const blockCount = is64Bit ? superblock.blockCount : superblock.blockCount % 2 ** 32;
  check(blocksPerGroup > 0 && blocksPerGroup <= bitsPerBlock * clusterBlocks, 'blocks per group', blocksPerGroup);
  const wantedFirst = blockSize * clusterBlocks === 1024 ? 1 : 0;
  check(firstDataBlock === wantedFirst, 'first data block', firstDataBlock);
  check(blockCount > firstDataBlock, 'block count', blockCount);
  if (blockCount * blockSize > imageSize) {
    throw refused(`it says ${blockCount} blocks of ${blockSize} bytes, but the image ends after ${imageSize} bytes`);
  }
  const groupCount = Math.ceil((blockCount - firstDataBlock) / blocksPerGroup);
  const { inodeSize, firstInode } = readInodeSizes(superblock, blockSize);
  const inodesPerBlock = blockSize / inodeSize;
  const fits = inodesPerGroup >= inodesPerBlock && inodesPerGroup <= bitsPerBlock;
  check(fits, 'inodes per group', inodesPerGroup);
  check(inodeCount === inodesPerGroup * groupCount, 'inode count', inodeCount);
  return {
    blockSize,
    blockCount,
    firstDataBlock,
    blocksPerGroup,
    clusterBlocks,
    groupCount,
    inodeCount,
    inodesPerGroup,
    inodeSize,
    inodeTableBlocks: Math.ceil(inodesPerGroup / inodesPerBlock),
    descriptorSize: is64Bit ? readDescriptorSize(superblock) : SHORT_DESCRIPTOR_SIZE,
    firstInode,
  };
}

function readInodeSizes({ revision, inodeSize, firstInode }: Superblock, blockSize: number) {
  // The first revision had no fields for them.
  if (revision === 0) return { inodeSize: LEAST_INODE_SIZE, firstInode: FIRST_INODE };
  check(isPowerWithin(inodeSize, LEAST_INODE_SIZE, blockSize), 'inode size', inodeSize);
  check(firstInode >= FIRST_INODE, 'first inode', firstInode);
  return { inodeSize, firstInode };
}

function readDescriptorSize({ descriptorSize }: Superblock): number {
  const possible = isPowerWithin(descriptorSize, GROUP_DESCRIPTOR_SIZE, LARGEST_DESCRIPTOR_SIZE);
  check(possible, 'descriptor size', descriptorSize);
  return descriptorSize;
}

function isPowerWithin(value: number, minimum: number, maximum: number): boolean {
  return value >= minimum && value <= maximum && (value & (value - 1)) === 0;
}

function check(isPossible: boolean, field: string, value: number): void {
  if (!isPossible) throw refused(`its ${field} cannot be ${value}`);
}

function refused(reason: string) {
  return corrupt('superblock', SUPERBLOCK_OFFSET, reason);
}
