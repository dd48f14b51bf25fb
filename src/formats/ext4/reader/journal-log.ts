import { crc32c } from '../../binary/crc32c.js';
import { viewOf } from '../../binary/bytes.js';
import type { Extent } from '../extent.js';
import {
  JOURNAL_BLOCK_TYPES,
  JOURNAL_CHECKSUM_V1,
  JOURNAL_INCOMPAT,
  JOURNAL_MAGIC,
  JOURNAL_SUPERBLOCK,
} from '../journal.js';
import { corrupt, unsupported } from './damage.js';
import { indexOfRun } from './file-runs.js';
import type { Volume } from './volume.js';

const CHECKSUM_OFFSET = JOURNAL_SUPERBLOCK.offsetOf('checksum');

/** The bits of a journal's `incompat` that decide how it is read. */
export interface JournalFeatures {
  readonly is64Bit: boolean;
  /** Of whole transactions, or of every block. */
  readonly checksums: 'none' | 'v1' | 'v2' | 'v3';
}

/** Whether each block of the journal is under a checksum. */
export function sumsBlocks({ checksums }: JournalFeatures): boolean {
  return checksums === 'v2' || checksums === 'v3';
}

/** A journal: a ring of blocks behind its superblock. */
export class JournalLog {
  readonly features: JournalFeatures;
  /** The block where the oldest transaction begins, and its number. Block 0: there is nothing to replay. */
  readonly start: number;
  readonly sequence: number;
  readonly first: number;
  /** Behind the last. */
  readonly end: number;
  /** What checksums start from. */
  readonly seed: number;
  readonly #volume: Volume;
  readonly #runs: readonly Extent[];

  /** @throws OpsError `format-corrupt`, `format-unsupported` */
  constructor(volume: Volume, runs: readonly Extent[], size: number) {
    this.#volume = volume;
    this.#runs = runs;
    this.end = Math.floor(size / volume.geometry.blockSize);
    const bytes = this.read(0);
    const superblock = JOURNAL_SUPERBLOCK.decode(viewOf(bytes), 0);
    const { magic, blockType, blockSize, blockCount, firstBlock, start } = superblock;
    const isFirst = blockType === JOURNAL_BLOCK_TYPES.superblockV1;
    if (magic !== JOURNAL_MAGIC || (!isFirst && blockType !== JOURNAL_BLOCK_TYPES.superblockV2)) {
      throw this.corrupt(0, 'has no superblock');
    }
    if (blockSize !== volume.geometry.blockSize) throw this.corrupt(0, `its blocks cannot be ${blockSize} bytes`);
    if (blockCount > this.end) throw this.corrupt(0, `says ${blockCount} blocks, and has ${this.end}`);
    this.end = blockCount;
    const isRing =
      firstBlock >= 1 && firstBlock < blockCount && start < blockCount && (start === 0 || start >= firstBlock);
    if (!isRing) throw this.corrupt(0, `cannot begin with ${firstBlock} and go on at ${start}`);
    this.first = firstBlock;
    this.start = start;
    this.sequence = superblock.sequence;
    this.features = isFirst ? NO_FEATURES : readJournalFeatures(superblock);
    this.seed = crc32c(0xffffffff, superblock.uuid);
    if (!sumsBlocks(this.features)) return;
    const zeroed = bytes.slice(0, JOURNAL_SUPERBLOCK.size).fill(0, CHECKSUM_OFFSET, CHECKSUM_OFFSET + 4);
    if (crc32c(0xffffffff, zeroed) !== superblock.checksum)
      throw this.corrupt(0, 'the checksum of its superblock is wrong');
  }

  /** The block of the volume that block `index` of the journal is. */
  locate(index: number): number {
    const run = this.#runs[indexOfRun(this.#runs, index)];
    if (run && run.logical <= index) return run.start + index - run.logical;
    throw corrupt('journal', 0, `block ${index} of it is missing`);
  }

  read(index: number): Uint8Array {
    return this.#volume.blocks.read(this.locate(index), 'journal');
  }

  /** The block behind `index`, and `count - 1` more, in the ring. */
  after(index: number, count = 1): number {
    const next = index + count;
    return next < this.end ? next : next - (this.end - this.first);
  }

  corrupt(index: number, reason: string) {
    return corrupt('journal', this.locate(index) * this.#volume.geometry.blockSize, reason);
  }
}

const NO_FEATURES: JournalFeatures = { is64Bit: false, checksums: 'none' };

function readJournalFeatures({ compat, incompat }: { compat: number; incompat: number }): JournalFeatures {
  const known = Object.entries(JOURNAL_INCOMPAT);
  const all = known.reduce((bits, [, bit]) => bits | bit, 0);
  const refused = known.filter(([name, bit]) => name === 'fast_commit' && (incompat & bit) !== 0).map(([name]) => name);
  if ((incompat & ~all) !== 0) refused.push(`FEATURE_I 0x${((incompat & ~all) >>> 0).toString(16)}`);
  if (refused.length > 0) throw unsupported('journal', refused);
  const has = (bit: number): boolean => (incompat & bit) !== 0;
  const { journal_64bit, journal_checksum_v2, journal_checksum_v3 } = JOURNAL_INCOMPAT;
  const is64Bit = has(journal_64bit);
  if (has(journal_checksum_v3)) return { is64Bit, checksums: 'v3' };
  if (has(journal_checksum_v2)) return { is64Bit, checksums: 'v2' };
  return { is64Bit, checksums: (compat & JOURNAL_CHECKSUM_V1) !== 0 ? 'v1' : 'none' };
}
