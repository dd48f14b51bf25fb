import { defaultBlockSize, fitsSmallBlocks } from './block-size.js';
import { type BlockContent, layOutContent } from './content.js';
import { defaultInodes, defaultJournalBlocks, INODE_THRESHOLDS, MAXIMUM_32_BIT_BLOCKS } from './defaults.js';
import { makeDirectoryHash } from './directory-hash.js';
import { placeGroups } from './geometry.js';
import { countGroups, fileBlocks, type GroupCounts, groupEnd, type InodeDemand } from './group-counts.js';
import { INODE_SIZE } from './inode.js';
import { type Inventory, lastInode } from './inventory.js';
import type { Ext4Options } from './options.js';
import { layOutVolume, minimumUse, type VolumeLayout } from './volume-layout.js';

/** At least this many inodes for each that is used, so that a full volume still takes new files. */
const INODE_HEADROOM = 9 / 8;

/** The layout for a size, or a larger size under which there is none. */
export type Fit<Content> =
  { readonly layout: VolumeLayout<Content> } | { readonly layout?: never; readonly nextSize: number };

/** Lays a tree out in volumes of this size and that. */
export class Fitter<Content> {
  readonly #inventory: Inventory<Content>;
  readonly #options: Omit<Ext4Options, 'size'>;
  readonly #freeBytes: number;
  readonly #fitsSmallBlocks: boolean;
  readonly #contents = new Map<number, BlockContent<Content>>();

  /** Only layouts that leave at least `freeBytes` free count. */
  constructor(inventory: Inventory<Content>, options: Omit<Ext4Options, 'size'>, freeBytes = 0) {
    this.#inventory = inventory;
    this.#options = options;
    this.#freeBytes = freeBytes;
    this.#fitsSmallBlocks = fitsSmallBlocks(inventory);
  }

  fit(size: number): Fit<Content> {
    const blockSize = this.#options.blockSize ?? defaultBlockSize(size, this.#fitsSmallBlocks);
    const blocks = Math.floor(size / blockSize);
    const content = this.#contentFor(blockSize);
    const inodes = this.#inodesFor(blocks, blockSize);
    const tooSmall = (nextBlocks: number): Fit<Content> => ({ nextSize: nextSizeFrom(size, nextBlocks, blockSize) });

    // No volume is smaller than what is in it; this saves most of the steps from a size that is far too small.
    const spare = Math.ceil(this.#freeBytes / blockSize);
    const atLeast = spare + content.minimumBlocks + Math.floor((inodes.required * INODE_SIZE) / blockSize);
    if (blocks < atLeast) return tooSmall(atLeast);
    const { counts, nextBlocks } = countGroups(blocks, blockSize, inodes);
    if (!counts) return tooSmall(nextBlocks);
    const journalBlocks = this.#options.journalBlocks ?? defaultJournalBlocks(counts.blockCount);
    const missing = spare + minimumUse(counts, content, journalBlocks) - fileBlocks(counts);
    if (missing > 0) return tooSmall(Math.max(nextBlocks, Math.min(blocks + missing, nextGroup(counts, blocks))));
    const layout = layOutVolume(placeGroups(counts), content, journalBlocks);
    return layout.freeBlocks >= spare ? { layout } : tooSmall(nextBlocks);
  }

  #contentFor(blockSize: number): BlockContent<Content> {
    const known = this.#contents.get(blockSize);
    if (known) return known;
    const content = layOutContent(this.#inventory, blockSize, makeDirectoryHash(this.#options.hashSeed));
    this.#contents.set(blockSize, content);
    return content;
  }

  #inodesFor(blocks: number, blockSize: number): InodeDemand {
    const required = Math.ceil(lastInode(this.#inventory) * INODE_HEADROOM);
    const { inodes } = this.#options;
    if (inodes !== undefined) return { wanted: inodes, required: Math.max(required, inodes) };
    return { wanted: defaultInodes(blocks, blockSize), required };
  }
}

/** The size at which one more group begins: the number of groups decides how much goes into tables. */
function nextGroup(counts: GroupCounts, blocks: number): number {
  const end = groupEnd({ ...counts, blockCount: Infinity }, counts.groupCount - 1);
  return Math.max(blocks, end) + 1;
}

/** No further than to the next size at which a default changes, for there the room for files may jump. */
function nextSizeFrom(size: number, nextBlocks: number, blockSize: number): number {
  const thresholds = [...INODE_THRESHOLDS, (MAXIMUM_32_BIT_BLOCKS + 1) * blockSize];
  return Math.min(nextBlocks * blockSize, ...thresholds.filter((threshold) => threshold > size));
}
