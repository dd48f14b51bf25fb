import { type Allocation, allocate, allocateTree, takeExtents } from './allocation.js';
import { BlockCursor } from './block-cursor.js';
import type { BlockRuns } from './block-runs.js';
import {
  allocateAttributes,
  allocateContent,
  allocateDirectory,
  type BlockContent,
  type ContentPlaces,
} from './content.js';
import { MAXIMUM_32_BIT_BLOCKS } from './defaults.js';
import type { Extent } from './extent.js';
import type { Geometry } from './geometry.js';
import { fileBlocks, type GroupCounts, GROUPS_PER_FLEX, groupStart } from './group-counts.js';

/** A volume in which every block has its place. */
export interface VolumeLayout<Content> extends ContentPlaces {
  readonly geometry: Geometry;
  readonly content: BlockContent<Content>;
  readonly root: Allocation;
  /** The block for what attributes of the root do not fit its inode. */
  readonly rootAttributes: number | undefined;
  /** The one block of the resize inode that is its own; none without that inode. */
  readonly resize: Allocation;
  /** Nothing without a journal. */
  readonly journal: Allocation;
  readonly journalBlocks: number;
  /** The first block of the content beside the root. */
  readonly contentStart: number;
  /** What content flows around: {@link Geometry.metadata} and the journal. */
  readonly occupied: BlockRuns;
  /** Blocks of all files but the journal's data, extent trees included. */
  readonly contentBlocks: number;
  /** Blocks that are left; below zero, blocks that are missing. */
  readonly freeBlocks: number;
}

/** A volume can grow by its resize inode as far as block numbers of 32 bits reach. */
export function hasResizeInode({ blockCount }: GroupCounts): boolean {
  return blockCount <= MAXIMUM_32_BIT_BLOCKS;
}

/** Blocks that are taken for sure: content that lies in one piece, the journal, the resize inode. */
export function minimumUse(counts: GroupCounts, content: BlockContent<unknown>, journalBlocks: number): number {
  return content.minimumBlocks + journalBlocks + (hasResizeInode(counts) ? 1 : 0);
}

export function layOutVolume<Content>(
  geometry: Geometry,
  content: BlockContent<Content>,
  journalBlocks: number,
): VolumeLayout<Content> {
  const { blockSize } = geometry;
  const journal = placeJournal(geometry, journalBlocks);
  const first = journal[0];
  const last = journal.at(-1);
  const occupied = first && last ? geometry.metadata.with(first.start, last.start + last.length) : geometry.metadata;
  const root = content.inventory.directories[0]?.node;
  const cursor = new BlockCursor(occupied, geometry.firstDataBlock);
  const system = {
    root: allocateDirectory(cursor, content, 0),
    rootAttributes: root && allocateAttributes(cursor, root, blockSize),
    resize: allocate(cursor, hasResizeInode(geometry) ? 1 : 0, blockSize),
    journal: allocateTree(cursor, journal, journalBlocks, blockSize),
  };
  const contentStart = cursor.next;
  const places = allocateContent(cursor, content);
  const contentBlocks = cursor.taken;
  const freeBlocks = fileBlocks(geometry) - journalBlocks - contentBlocks;
  return { geometry, content, ...system, journalBlocks, contentStart, ...places, occupied, contentBlocks, freeBlocks };
}

/** All blocks in use: content is laid down from the first free block on without gaps. */
export function usedBlocks({ geometry, occupied, end }: VolumeLayout<unknown>): BlockRuns {
  return occupied.with(geometry.firstDataBlock, Math.max(end, geometry.firstDataBlock));
}

/**
 * The journal stands in the middle of the volume, as near as can be to all of it; at the front when there are few
 * groups or when it would reach over the end. Its extent tree is laid down with the other files.
 */
function placeJournal(geometry: Geometry, blocks: number): readonly Extent[] {
  const middle = Math.floor(geometry.groupCount / 2 / GROUPS_PER_FLEX) * GROUPS_PER_FLEX;
  const extents = takeJournal(geometry, groupStart(geometry, middle), blocks);
  const last = extents.at(-1);
  const fits = !last || last.start + last.length <= geometry.blockCount;
  return fits ? extents : takeJournal(geometry, geometry.firstDataBlock, blocks);
}

function takeJournal({ metadata }: Geometry, start: number, blocks: number): readonly Extent[] {
  return takeExtents(new BlockCursor(metadata, start), 0, blocks);
}
