import { INCOMPAT, RO_COMPAT } from '../features.js';
import { groupStart, hasSuperblock } from '../group-counts.js';
import {
  decodeGroupDescriptor,
  type GroupDescriptor,
  sumGroupDescriptor,
  sumGroupDescriptor16,
} from '../group-descriptor.js';
import { SUPERBLOCK_OFFSET } from '../superblock.js';
import { corrupt } from './damage.js';
import type { Volume } from './volume.js';

/** Reads group descriptors where they are needed. */
export class GroupTable {
  readonly #volume: Volume;
  readonly #inodeTables = new Map<number, number>();

  constructor(volume: Volume) {
    this.#volume = volume;
  }

  /** @throws OpsError `format-corrupt` when its checksum is wrong */
  read(group: number): GroupDescriptor {
    const { geometry, superblock, features, seed, blocks } = this.#volume;
    const { descriptorSize, blockSize } = geometry;
    const offset = this.offsetOf(group);
    const start = offset % blockSize;
    const block = blocks.read((offset - start) / blockSize, `group descriptor ${group}`);
    const bytes = block.subarray(start, start + descriptorSize);
    const descriptor = decodeGroupDescriptor(bytes);
    const { checksum } = descriptor;
    const isWrong =
      (features.checksums && checksum !== sumGroupDescriptor(bytes, group, seed)) ||
      (features.shortChecksums && checksum !== sumGroupDescriptor16(bytes, group, superblock.uuid));
    if (!isWrong) return descriptor;
    throw corrupt(`group descriptor ${group}`, offset, 'its checksum is wrong');
  }

  /** Byte of the image where a group's descriptor begins. */
  offsetOf(group: number): number {
    const { blockSize, descriptorSize } = this.#volume.geometry;
    const perBlock = blockSize / descriptorSize;
    return this.#blockOf(Math.floor(group / perBlock)) * blockSize + (group % perBlock) * descriptorSize;
  }

  /** The first block of a group's inode table. */
  inodeTable(group: number): number {
    const known = this.#inodeTables.get(group);
    if (known !== undefined) return known;
    const { firstDataBlock, inodeTableBlocks, blockCount, blockSize } = this.#volume.geometry;
    const { inodeTable } = this.read(group);
    if (inodeTable <= firstDataBlock || inodeTable + inodeTableBlocks > blockCount) {
      throw corrupt(`inode table ${group}`, inodeTable * blockSize, 'is not within the volume');
    }
    this.#inodeTables.set(group, inodeTable);
    return inodeTable;
  }

  /** Where block `index` of the descriptors is: behind the superblock, or with `meta_bg` in the groups it describes. */
  #blockOf(index: number): number {
    const { superblock, geometry } = this.#volume;
    const { blockSize, descriptorSize, firstDataBlock } = geometry;
    const isSpread = (superblock.incompat & INCOMPAT.meta_bg) !== 0 && index >= superblock.firstMetaGroup;
    if (!isSpread) return Math.floor(SUPERBLOCK_OFFSET / blockSize) + 1 + index;
    const group = index * (blockSize / descriptorSize);
    const isSparse = (superblock.roCompat & RO_COMPAT.sparse_super) !== 0;
    const behind = !isSparse || hasSuperblock(group) ? 1 : 0;
    // Clusters of blocks of 1024 bytes begin with the boot sector's.
    const bootBlocks = blockSize === 1024 && index === 0 && firstDataBlock === 0 ? 1 : 0;
    return groupStart(geometry, group) + behind + bootBlocks;
  }
}
