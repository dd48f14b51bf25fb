import type { GroupTable } from './group-table.js';
import type { Volume } from './volume.js';

/** How full a volume is, as `df` and `df -i` would say. */
export interface Ext4Usage {
  /** Bytes. */
  readonly blockSize: number;
  readonly blockCount: number;
  readonly freeBlocks: number;
  /** Free, and not kept for root. */
  readonly availableBlocks: number;
  readonly inodeCount: number;
  readonly freeInodes: number;
}

/** Adds up the groups: the superblock's own sums are only brought up to date when a kernel unmounts. */
export function readUsage({ geometry, superblock, features }: Volume, groups: GroupTable): Ext4Usage {
  let freeClusters = 0;
  let freeInodes = 0;
  for (let group = 0; group < geometry.groupCount; group++) {
    const descriptor = groups.read(group);
    freeClusters += descriptor.freeBlocks;
    freeInodes += descriptor.freeInodes;
  }
  const { blockSize, blockCount, inodeCount, clusterBlocks } = geometry;
  const freeBlocks = freeClusters * clusterBlocks;
  const reserved = features.is64Bit ? superblock.reservedBlocks : superblock.reservedBlocks % 2 ** 32;
  return {
    blockSize,
    blockCount,
    freeBlocks,
    availableBlocks: Math.max(0, freeBlocks - reserved),
    inodeCount,
    freeInodes,
  };
}
