import { BlockRuns } from './block-runs.js';
import {
  findSuperblockGroups,
  type GroupCounts,
  groupOf,
  GROUPS_PER_FLEX,
  groupStart,
  hasSuperblock,
  superblockAreaBlocks,
} from './group-counts.js';

/** Where everything is that does not depend on the files. Block numbers count from the start of the volume. */
export interface Geometry extends GroupCounts {
  /** Groups that begin with a superblock and the group descriptors, 0 included, ascending. */
  readonly superblockGroups: readonly number[];
  /** First block by group. */
  readonly blockBitmaps: Float64Array;
  readonly inodeBitmaps: Float64Array;
  readonly inodeTables: Float64Array;
  /** The blocks of all of the above. */
  readonly metadata: BlockRuns;
}

/** Gives the structures of all groups their places. */
export function placeGroups(counts: GroupCounts): Geometry {
  const { groupCount } = counts;
  const superblockGroups = findSuperblockGroups(groupCount);
  const geometry = {
    ...counts,
    superblockGroups,
    blockBitmaps: new Float64Array(groupCount),
    inodeBitmaps: new Float64Array(groupCount),
    inodeTables: new Float64Array(groupCount),
  };
  const runs: number[] = [];
  for (let first = 0; first < groupCount; first += GROUPS_PER_FLEX) placeFlexGroup(geometry, first, runs);
  const areas = superblockGroups.map((group) => groupStart(counts, group));
  return { ...geometry, metadata: mergeRuns(runs, areas, superblockAreaBlocks(counts)) };
}

/** Places the bitmaps and inode tables of 16 groups, as near to the start of the first one as they fit. */
function placeFlexGroup(geometry: Omit<Geometry, 'metadata'>, first: number, runs: number[]): void {
  const members = Math.min(GROUPS_PER_FLEX, geometry.groupCount - first);
  let next = groupStart(geometry, first);
  const place = (blocks: number): number => {
    const start = findRoom(geometry, next, blocks);
    next = start + blocks;
    runs.push(start, next);
    return start;
  };
  const blockBitmaps = place(members);
  const inodeBitmaps = place(members);
  for (let member = 0; member < members; member++) {
    geometry.blockBitmaps[first + member] = blockBitmaps + member;
    geometry.inodeBitmaps[first + member] = inodeBitmaps + member;
    geometry.inodeTables[first + member] = place(geometry.inodeTableBlocks);
  }
}

/** The first `blocks` blocks in a row from `from` on that no superblock area is in the way of. */
function findRoom(counts: GroupCounts, from: number, blocks: number): number {
  let start = from;
  for (let group = groupOf(counts, start); group <= groupOf(counts, start + blocks - 1); group++) {
    const area = groupStart(counts, group);
    const areaEnd = hasSuperblock(group) ? area + superblockAreaBlocks(counts) : area;
    if (start < areaEnd && start + blocks > area) start = areaEnd;
  }
  return start;
}

/** One ascending list of the runs (pairs) and the areas, both of which ascend. */
function mergeRuns(runs: readonly number[], areas: readonly number[], areaBlocks: number): BlockRuns {
  const pairs: number[] = [];
  let index = 0;
  for (const area of areas) {
    for (; (runs[index] ?? Infinity) < area; index += 2) pairs.push(runs[index] ?? 0, runs[index + 1] ?? 0);
    pairs.push(area, area + areaBlocks);
  }
  return BlockRuns.fromSorted([...pairs, ...runs.slice(index)]);
}
