import { viewOf } from '../../binary/bytes.js';
import { isInodeSealed, RESIZE_INODE } from '../inode.js';
import { GROUP_FLAGS, type GroupDescriptor } from '../group-descriptor.js';
import type { Volume } from '../reader/volume.js';
import type { Findings } from './findings.js';

const MODE = 0x0;
const DELETION_TIME = 0x14;
const LINKS = 0x1a;

/** An inode of the table that something has or had in use. */
export interface ScannedInode {
  readonly number: number;
  readonly offset: number;
  readonly inUse: boolean;
}

/** Goes through the inode table of a group, as far as it was ever used. */
export function* scanInodes(
  volume: Volume,
  group: number,
  descriptor: GroupDescriptor,
  orphans: ReadonlySet<number>,
  findings: Findings,
): Generator<ScannedInode> {
  const { geometry, features, blocks, seed } = volume;
  const { inodesPerGroup, inodeSize, blockSize, firstInode } = geometry;
  const tells = features.checksums || features.shortChecksums;
  if (tells && (descriptor.flags & GROUP_FLAGS.inodeUninitialised) !== 0) return;
  const count = tells ? Math.max(0, inodesPerGroup - descriptor.unusedInodes) : inodesPerGroup;
  const perBlock = blockSize / inodeSize;
  for (let index = 0; index < count; index++) {
    const block = descriptor.inodeTable + Math.floor(index / perBlock);
    const start = (index % perBlock) * inodeSize;
    const table = blocks.read(block, `inode table ${group}`);
    const bytes = table.subarray(start, start + inodeSize);
    if (isZero(bytes)) continue;
    const number = group * inodesPerGroup + index + 1;
    const offset = block * blockSize + start;
    const view = viewOf(bytes);
    const links = view.getUint16(LINKS, true);
    if (features.checksums && !isInodeSealed(bytes, number, seed)) {
      findings.add(`inode ${number}`, offset, 'its checksum is wrong');
    }
    const isDeleted = links === 0 && !orphans.has(number);
    if (links > 0 && !orphans.has(number) && view.getUint32(DELETION_TIME, true) !== 0) {
      findings.add(`inode ${number}`, offset, 'is in use, and was deleted');
    }
    const isOdd = isDeleted && number >= firstInode && view.getUint16(MODE, true) !== 0;
    if (isOdd && view.getUint32(DELETION_TIME, true) === 0) {
      findings.add(`inode ${number}`, offset, 'has no name, and was never deleted');
    }
    yield { number, offset, inUse: !isDeleted };
  }
}

/** Files that were deleted while they were open: the next mount frees what they have. */
export function findOrphans(volume: Volume, groups: readonly (GroupDescriptor | undefined)[]): Set<number> {
  const { geometry, blocks, superblock } = volume;
  const orphans = new Set<number>();
  for (let next = superblock.lastOrphan; next >= RESIZE_INODE && next <= geometry.inodeCount && !orphans.has(next);) {
    orphans.add(next);
    const descriptor = groups[Math.floor((next - 1) / geometry.inodesPerGroup)];
    if (!descriptor) break;
    const within = ((next - 1) % geometry.inodesPerGroup) * geometry.inodeSize;
    const block = blocks.read(descriptor.inodeTable + Math.floor(within / geometry.blockSize), `inode ${next}`);
    next = viewOf(block).getUint32((within % geometry.blockSize) + DELETION_TIME, true);
  }
  return orphans;
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
