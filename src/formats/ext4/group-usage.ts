import { setBits } from '../binary/bitmap.js';
import { GROUP_FLAGS } from './group-descriptor.js';
import { groupEnd, groupStart, hasSuperblock, superblockAreaBlocks } from './group-counts.js';
import { type Inventory, lastInode } from './inventory.js';
import type { Geometry } from './geometry.js';
import type { BlockRuns } from './block-runs.js';

/** What of each group is in use. */
export class GroupUsage {
  readonly #geometry: Geometry;
  readonly #usedBlocks: BlockRuns;
  readonly #lastInode: number;
  readonly #directories: Uint32Array;

  constructor(geometry: Geometry, usedBlocks: BlockRuns, inventory: Inventory<unknown>) {
    this.#geometry = geometry;
    this.#usedBlocks = usedBlocks;
    this.#lastInode = lastInode(inventory);
    this.#directories = new Uint32Array(geometry.groupCount);
    for (const { inode } of inventory.directories) {
      const group = Math.floor((inode - 1) / geometry.inodesPerGroup);
      this.#directories[group] = (this.#directories[group] ?? 0) + 1;
    }
  }

  /** Inodes are used from the first on, without gaps. */
  usedInodes(group: number): number {
    const { inodesPerGroup } = this.#geometry;
    return Math.min(Math.max(this.#lastInode - group * inodesPerGroup, 0), inodesPerGroup);
  }

  directories(group: number): number {
    return this.#directories[group] ?? 0;
  }

  usedBlocks(group: number): number {
    let used = 0;
    this.#forEachUsedRun(group, (start, end) => {
      used += end - start;
    });
    return used;
  }

  flags(group: number): number {
    let flags: number = GROUP_FLAGS.inodeTableZeroed;
    if (this.usedInodes(group) === 0) flags |= GROUP_FLAGS.inodeUninitialised;
    // Readers make up the bitmap of a whole group from its superblock area; the last one has its end to show.
    const area = hasSuperblock(group) ? superblockAreaBlocks(this.#geometry) : 0;
    const isLast = group === this.#geometry.groupCount - 1;
    if (!isLast && this.usedBlocks(group) === area) flags |= GROUP_FLAGS.blockUninitialised;
    return flags;
  }

  /** Fills `bitmap` with a bit for each block of the group; bits behind the group's end are set. */
  fillBlockBitmap(group: number, bitmap: Uint8Array): void {
    bitmap.fill(0);
    const first = groupStart(this.#geometry, group);
    this.#forEachUsedRun(group, (start, end) => {
      setBits(bitmap, start - first, end - first);
    });
    setBits(bitmap, groupEnd(this.#geometry, group) - first, bitmap.length * 8);
  }

  /** Fills `bitmap` with a bit for each inode of the group; bits behind the last one are set. */
  fillInodeBitmap(group: number, bitmap: Uint8Array): void {
    bitmap.fill(0);
    setBits(bitmap, 0, this.usedInodes(group));
    setBits(bitmap, this.#geometry.inodesPerGroup, bitmap.length * 8);
  }

  #forEachUsedRun(group: number, visit: (start: number, end: number) => void): void {
    this.#usedBlocks.forEachWithin(groupStart(this.#geometry, group), groupEnd(this.#geometry, group), visit);
  }
}
