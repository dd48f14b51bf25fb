import { COMPAT, INCOMPAT, RO_COMPAT } from '../features.js';
import { groupStart, hasSuperblock } from '../group-counts.js';
import type { GroupDescriptor } from '../group-descriptor.js';
import type { Volume } from '../reader/volume.js';
import { SUPERBLOCK_OFFSET } from '../superblock.js';
import { viewOf } from '../../binary/bytes.js';
import type { BlockUsage } from './block-usage.js';

/** Where `sparse_super2` lists the two groups that have a backup. */
const BACKUP_GROUPS_OFFSET = 0x24c;

/** Whether a group begins with a superblock, by the features that decide it. */
export function makeHasBackup({ superblock, image }: Volume): (group: number) => boolean {
  if ((superblock.compat & COMPAT.sparse_super2) !== 0) {
    const view = viewOf(image.read(SUPERBLOCK_OFFSET + BACKUP_GROUPS_OFFSET, 8));
    const listed = [0, view.getUint32(0, true), view.getUint32(4, true)];
    return (group) => listed.includes(group);
  }
  return (superblock.roCompat & RO_COMPAT.sparse_super) !== 0 ? hasSuperblock : () => true;
}

/** Claims the superblocks, group descriptors, bitmaps and inode tables of all groups. */
export function claimFixed(volume: Volume, groups: readonly (GroupDescriptor | undefined)[], usage: BlockUsage): void {
  const { geometry } = volume;
  const hasBackup = makeHasBackup(volume);
  for (const [group, descriptor] of groups.entries()) {
    const length = superblockArea(volume, group, hasBackup(group));
    const start = groupStart(geometry, group);
    if (length > 0) usage.claim(start, Math.min(length, geometry.blockCount - start), `superblock area ${group}`);
    if (!descriptor) continue;
    usage.claim(descriptor.blockBitmap, 1, `block bitmap ${group}`);
    usage.claim(descriptor.inodeBitmap, 1, `inode bitmap ${group}`);
    usage.claim(descriptor.inodeTable, geometry.inodeTableBlocks, `inode table ${group}`);
  }
}

/** Blocks at the start of a group: a superblock, group descriptors, and room for more of them. */
function superblockArea({ superblock, geometry }: Volume, group: number, hasBackup: boolean): number {
  const { groupCount, blockSize, descriptorSize, firstDataBlock } = geometry;
  const perBlock = blockSize / descriptorSize;
  const isSpread = (superblock.incompat & INCOMPAT.meta_bg) !== 0;
  const metaGroup = Math.floor(group / perBlock);
  // Clusters of blocks of 1024 bytes begin with the boot sector's.
  const bootBlocks = group === 0 && blockSize === 1024 && firstDataBlock === 0 ? 1 : 0;
  if (isSpread && metaGroup >= superblock.firstMetaGroup) {
    const place = group % perBlock;
    return bootBlocks + Number(hasBackup) + Number(place === 0 || place === 1 || place === perBlock - 1);
  }
  if (!hasBackup) return 0;
  const blocks = isSpread ? superblock.firstMetaGroup : Math.ceil(groupCount / perBlock);
  return bootBlocks + 1 + blocks + superblock.reservedDescriptorBlocks;
}
