import { INCOMPAT } from './features.js';
import { decodeSuperblock, SUPERBLOCK_OFFSET } from './superblock.js';

const SHORT_DESCRIPTOR_SIZE = 32;

/**
 * The size up to which a volume has room for the descriptors of its groups where they are. Beyond it, a kernel that
 * grows it goes over to `meta_bg`, which we read and do not write.
 * Source: Linux, `fs/ext4/resize.c`, `ext4_resize_fs`.
 *
 * @param volume its first 2048 bytes or more
 * @returns bytes; infinite for a volume with `meta_bg`
 * @throws OpsError `format-corrupt`
 */
export function growthLimit(volume: Uint8Array): number {
  const superblock = decodeSuperblock(volume.subarray(SUPERBLOCK_OFFSET));
  const { incompat, blocksPerGroup, reservedDescriptorBlocks } = superblock;
  if ((incompat & INCOMPAT.meta_bg) !== 0) return Infinity;
  const has64bit = (incompat & INCOMPAT['64bit']) !== 0;
  const blockSize = 1024 << superblock.logBlockSize;
  const firstDataBlock = blockSize === 1024 ? 1 : 0;
  const blockCount = has64bit ? superblock.blockCount : superblock.blockCount % 2 ** 32;
  const perBlock = blockSize / (has64bit ? superblock.descriptorSize : SHORT_DESCRIPTOR_SIZE);
  const groups = Math.ceil((blockCount - firstDataBlock) / blocksPerGroup);
  const descriptorBlocks = Math.ceil(groups / perBlock) + reservedDescriptorBlocks;
  return (descriptorBlocks * perBlock * blocksPerGroup + firstDataBlock) * blockSize;
}
