import { OpsError } from '../../core/errors.js';
import { formatSize, suggestSize } from '../../core/size.js';
import type { DirectoryNode } from '../tree.js';
import { checkOptions } from './check-options.js';
import { MAXIMUM_SIZE, MINIMUM_SIZE } from './defaults.js';
import { type Fit, Fitter } from './fit.js';
import { GROUP_DESCRIPTOR_SIZE, GROUP_FLAGS } from './group-descriptor.js';
import { GroupUsage } from './group-usage.js';
import { INODE_SIZE } from './inode.js';
import { lastInode, takeInventory } from './inventory.js';
import type { Ext4Options } from './options.js';
import { SUPERBLOCK_SIZE } from './superblock.js';
import { usedBlocks, type VolumeLayout } from './volume-layout.js';

/** A computed layout. Nothing has been written yet. */
export interface Ext4Plan<Content> {
  /** Bytes of the volume as asked for. The last block of the file system may end before them. */
  readonly size: number;
  readonly blockSize: number;
  readonly blockCount: number;
  readonly freeBlocks: number;
  readonly inodeCount: number;
  readonly freeInodes: number;
  /** What the writer will have written in the end: the total for a progress bar. */
  readonly bytesToWrite: number;
  readonly options: Ext4Options;
  /** For the writer. */
  readonly layout: VolumeLayout<Content>;
  /** For the writer. */
  readonly usage: GroupUsage;
}

/**
 * Lays out a volume that holds `root` and all below it.
 *
 * @throws OpsError `volume-too-small` with details `{ needed }`, the next size in bytes that is large enough;
 * `format-limit` for options and trees that ext4 cannot have; `name-invalid` and `source-unsupported` for trees that
 * no file system can have
 */
export function planExt4<Content>(root: DirectoryNode<Content>, options: Ext4Options): Ext4Plan<Content> {
  checkOptions(options);
  const inventory = takeInventory(root, options.created);
  const fitter = new Fitter(inventory, options);
  const fit = options.size < MINIMUM_SIZE ? { nextSize: MINIMUM_SIZE } : fitter.fit(options.size);
  if (!fit.layout) throw tooSmall(options.size, findFit(fitter, fit));
  return planWith(fit.layout, options);
}

/**
 * The smallest size in bytes that {@link planExt4} takes for `root` and that leaves at least `freeBytes` free: at least
 * 1 MiB. Ask for the room here rather than add to the result: a larger volume may have a larger journal.
 * @throws OpsError as {@link planExt4} does
 */
export function minimumExt4Size<Content>(
  root: DirectoryNode<Content>,
  options: Omit<Ext4Options, 'size'>,
  freeBytes = 0,
): number {
  checkOptions({ ...options, size: MINIMUM_SIZE });
  const inventory = takeInventory(root, options.created);
  return findFit(new Fitter(inventory, options, freeBytes), { nextSize: MINIMUM_SIZE });
}

function findFit(fitter: Fitter<unknown>, from: { readonly nextSize: number }): number {
  let size = from.nextSize;
  for (let fit: Fit<unknown> = fitter.fit(size); !fit.layout; fit = fitter.fit(size)) {
    size = fit.nextSize;
    if (size > MAXIMUM_SIZE) throw new OpsError('format-limit', 'ext4: the files need more than 64 TiB');
  }
  return size;
}

function tooSmall(size: number, needed: number): OpsError {
  const reason = `${formatSize(size)} is too small for the files: they need ${formatSize(needed)}`;
  return new OpsError('volume-too-small', `ext4: ${reason}`, {
    hint: `a size of ${suggestSize(needed)} is enough; more leaves room to write`,
    details: { needed },
  });
}

function planWith<Content>(layout: VolumeLayout<Content>, options: Ext4Options): Ext4Plan<Content> {
  const { geometry, content, freeBlocks } = layout;
  const { blockSize, blockCount, groupCount, inodesPerGroup } = geometry;
  const inodeCount = groupCount * inodesPerGroup;
  const usage = new GroupUsage(geometry, usedBlocks(layout), content.inventory);
  return {
    size: options.size,
    blockSize,
    blockCount,
    freeBlocks,
    inodeCount,
    freeInodes: inodeCount - lastInode(content.inventory),
    bytesToWrite: countBytes(layout, usage),
    options,
    layout,
    usage,
  };
}

function countBytes({ geometry, content, ...layout }: VolumeLayout<unknown>, usage: GroupUsage): number {
  const { blockSize, groupCount } = geometry;
  let blocks = layout.contentBlocks + Math.sign(layout.journalBlocks) + geometry.reservedDescriptorBlocks;
  for (let group = 0; group < groupCount; group++) {
    const flags = usage.flags(group);
    if (!(flags & GROUP_FLAGS.blockUninitialised)) blocks++;
    if (!(flags & GROUP_FLAGS.inodeUninitialised)) blocks++;
  }
  const superblocks = geometry.superblockGroups.length * (SUPERBLOCK_SIZE + groupCount * GROUP_DESCRIPTOR_SIZE);
  return blocks * blockSize + lastInode(content.inventory) * INODE_SIZE + superblocks;
}
