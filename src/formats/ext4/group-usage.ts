import { setBits } from '../binary/bitmap.js';
import { GROUP_FLAGS } from './group-descriptor.js';
import { groupEnd, groupOf, groupStart, superblockAreaBlocks } from './group-counts.js';
import { type Inventory, lastInode } from './inventory.js';
import type { Geometry } from './geometry.js';
import type { BlockRuns } from './block-runs.js';

/** What of each group is in use. */
export class GroupUsage {
  readonly #geometry: Geometry;
  readonly #usedBlocks: BlockRuns;
  readonly #lastInode: number;
  readonly #directories: Uint32Array;
  readonly #blocks: Uint32Array;
  readonly #superblockGroups: ReadonlySet<number>;

  constructor(geometry: Geometry, usedBlocks: BlockRuns, inventory: Inventory<unknown>) {
    this.#geometry = geometry;
    this.#usedBlocks = usedBlocks;
    this.#lastInode = lastInode(inventory);
    this.#superblockGroups = new Set(geometry.superblockGroups);
    this.#blocks = countByGroup(usedBlocks, geometry);
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
    return this.#blocks[group] ?? 0;
  }

  flags(group: number): number {
    let flags: number = GROUP_FLAGS.inodeTableZeroed;
    if (this.usedInodes(group) === 0) flags |= GROUP_FLAGS.inodeUninitialised;
    // Readers make up the bitmap of a whole group from its superblock area; the last one has its end to show.
    const area = this.#superblockGroups.has(group) ? superblockAreaBlocks(this.#geometry) : 0;
    const isLast = group === this.#geometry.groupCount - 1;
    if (!isLast && this.usedBlocks(group) === area) flags |= GROUP_FLAGS.blockUninitialised;
    return flags;
  }

  /** Fills `bitmap` with a bit for each block of the group; bits behind the group's end are set. */
  fillBlockBitmap(group: number, bitmap: Uint8Array): void {
    bitmap.fill(0);
    const first = groupStart(this.#geometry, group);
    const end = groupEnd(this.#geometry, group);
    this.#usedBlocks.forEachWithin(first, end, (from, to) => {
      setBits(bitmap, from - first, to - first);
    });
    setBits(bitmap, end - first, bitmap.length * 8);
  }

  /** Fills `bitmap` with a bit for each inode of the group; bits behind the last one are set. */
  fillInodeBitmap(group: number, bitmap: Uint8Array): void {
    bitmap.fill(0);
    setBits(bitmap, 0, this.usedInodes(group));
    setBits(bitmap, this.#geometry.inodesPerGroup, bitmap.length * 8);
  }
}

/** How many blocks of each group are in `runs`: one pass over them, since a large volume has thousands of groups. */
function countByGroup(runs: BlockRuns, geometry: Geometry): Uint32Array {
  const counts = new Uint32Array(geometry.groupCount);
  for (let index = 0; index < runs.length; index++) {
    const end = runs.end(index);
    for (let start = runs.start(index); start < end;) {
      const group = groupOf(geometry, start);
      const next = Math.min(end, groupEnd(geometry, group));
      counts[group] = (counts[group] ?? 0) + next - start;
      start = next;
    }
  }
  return counts;
}
