import type { FileNode } from '../tree.js';
import type { Extent } from '../ext4/extent.js';
import { BLOCK_SIZE, EXTENT_MAXIMUM_BLOCKS } from './constants.js';

/** Runs of blocks `[first, end)` of a file that hold data, ascending and apart. */
function* dataRuns(file: FileNode<unknown>): Generator<{ readonly first: number; readonly end: number }> {
  let first = 0;
  let end = 0;
  for (const { start, length } of file.data ?? [{ start: 0, length: file.size }]) {
    const nextFirst = Math.floor(start / BLOCK_SIZE);
    if (nextFirst > end) {
      if (end > first) yield { first, end };
      first = nextFirst;
    }
    end = Math.ceil((start + length) / BLOCK_SIZE);
  }
  if (end > first) yield { first, end };
}

/** Blocks and extents that a file needs. */
export function measureFile(file: FileNode<unknown>): { readonly blocks: number; readonly extents: number } {
  let blocks = 0;
  let extents = 0;
  for (const { first, end } of dataRuns(file)) {
    blocks += end - first;
    extents += Math.ceil((end - first) / EXTENT_MAXIMUM_BLOCKS);
  }
  return { blocks, extents };
}

/** The extents of a file whose data follows itself from block `start` of the volume. */
export function extentsOf(file: FileNode<unknown>, start: number): readonly Extent[] {
  const extents: Extent[] = [];
  let next = start;
  for (const { first, end } of dataRuns(file)) {
    for (let logical = first; logical < end; logical += EXTENT_MAXIMUM_BLOCKS) {
      const length = Math.min(end - logical, EXTENT_MAXIMUM_BLOCKS);
      extents.push({ logical, start: next, length });
      next += length;
    }
  }
  return extents;
}
