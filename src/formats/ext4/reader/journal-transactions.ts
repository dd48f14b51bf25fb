import { crc32c, crc32cUint32 } from '../../binary/crc32c.js';
import { crc32Msb } from '../../binary/crc32-msb.js';
import { viewOf } from '../../binary/bytes.js';
import {
  JOURNAL_BLOCK_TYPES,
  JOURNAL_COMMIT,
  JOURNAL_CRC32,
  JOURNAL_HEADER,
  JOURNAL_MAGIC,
  JOURNAL_REVOKE,
  JOURNAL_TAG,
  JOURNAL_TAG_FLAGS,
  JOURNAL_TAG_V3,
} from '../journal.js';
import { type JournalFeatures, type JournalLog, sumsBlocks } from './journal-log.js';

/** A block of the volume whose newer content is in the journal. */
export interface JournalTag {
  readonly block: number;
  /** Where in the journal. */
  readonly index: number;
  readonly escaped: boolean;
  readonly checksum: number;
}

/** What was committed together. */
export interface Transaction {
  readonly sequence: number;
  readonly tags: JournalTag[];
  /** Blocks whose copies up to here are not to be used: they were freed. */
  readonly revoked: number[];
}

const CRC_START = 0xffffffff;
const TAIL_SIZE = 4;
const UUID_SIZE = 16;
const COMMIT_CHECKSUM = JOURNAL_COMMIT.offsetOf('checksum');

/**
 * Reads the committed transactions, from the oldest on until there is none that follows.
 * @throws OpsError `format-corrupt` where a transaction that was committed is damaged
 */
export function readTransactions(log: JournalLog): Transaction[] {
  return new LogWalk(log).walk();
}

class LogWalk {
  readonly #log: JournalLog;
  readonly #committed: Transaction[] = [];
  #open: Transaction;
  /** A block of the open transaction that is damaged, or left from an earlier round. */
  #damaged: number | undefined;
  #lastCommit = 0;
  /** Of the open transaction's blocks. */
  #sum = CRC_START;

  constructor(log: JournalLog) {
    this.#log = log;
    this.#open = { sequence: log.sequence, tags: [], revoked: [] };
  }

  walk(): Transaction[] {
    const log = this.#log;
    let left = log.end - log.first;
    for (let index = log.start; left > 0;) {
      const block = log.read(index);
      const header = JOURNAL_HEADER.decode(viewOf(block), 0);
      if (header.magic !== JOURNAL_MAGIC || header.sequence !== this.#open.sequence) return this.#committed;
      let copies = 0;
      if (header.blockType === JOURNAL_BLOCK_TYPES.descriptor) copies = this.#readDescriptor(block, index);
      else if (header.blockType === JOURNAL_BLOCK_TYPES.revoke) this.#readRevocations(block, index);
      else if (header.blockType !== JOURNAL_BLOCK_TYPES.commit || !this.#commit(block, index)) return this.#committed;
      left -= 1 + copies;
      index = log.after(index, 1 + copies);
    }
    return this.#committed;
  }

  /** @returns how many copies follow */
  #readDescriptor(block: Uint8Array, index: number): number {
    const { is64Bit, checksums } = this.#log.features;
    if (!this.#hasTail(block)) this.#damaged ??= index;
    const view = viewOf(block);
    const size = tagSize(this.#log.features);
    const end = block.length - (sumsBlocks(this.#log.features) ? TAIL_SIZE : 0);
    const room = this.#log.end - this.#log.first - 1;
    let copies = 0;
    for (let at = JOURNAL_HEADER.size; at + size <= end && copies < room;) {
      const tag = (checksums === 'v3' ? JOURNAL_TAG_V3 : JOURNAL_TAG).decode(view, at);
      const { flags, checksum } = tag;
      const high = is64Bit ? view.getUint32(at + JOURNAL_TAG.size) : 0;
      copies++;
      this.#open.tags.push({
        block: high * 2 ** 32 + tag.block,
        index: this.#log.after(index, copies),
        escaped: (flags & JOURNAL_TAG_FLAGS.escaped) !== 0,
        checksum,
      });
      if ((flags & JOURNAL_TAG_FLAGS.last) !== 0) break;
      at += size + ((flags & JOURNAL_TAG_FLAGS.sameUuid) !== 0 ? 0 : UUID_SIZE);
    }
    if (checksums === 'v1') this.#addToSum(block, index, copies);
    return copies;
  }

  #addToSum(descriptor: Uint8Array, index: number, copies: number): void {
    this.#sum = crc32Msb(this.#sum, descriptor);
    for (let copy = 1; copy <= copies; copy++) {
      this.#sum = crc32Msb(this.#sum, this.#log.read(this.#log.after(index, copy)));
    }
  }

  #readRevocations(block: Uint8Array, index: number): void {
    const { is64Bit } = this.#log.features;
    if (!this.#hasTail(block)) this.#damaged ??= index;
    const { length } = JOURNAL_REVOKE.decode(viewOf(block), 0);
    const view = viewOf(block);
    const room = block.length - (sumsBlocks(this.#log.features) ? TAIL_SIZE : 0);
    if (length > room) this.#damaged ??= index;
    const size = is64Bit ? 8 : 4;
    for (let at = JOURNAL_REVOKE.size; at + size <= Math.min(length, room); at += size) {
      this.#open.revoked.push(is64Bit ? Number(view.getBigUint64(at)) : view.getUint32(at));
    }
  }

  /** @returns whether the open transaction counts: an older commit that was left from an earlier round does not */
  #commit(block: Uint8Array, index: number): boolean {
    const commit = JOURNAL_COMMIT.decode(viewOf(block), 0);
    const { secondsHigh, seconds, nanoseconds } = commit;
    if (!this.#isSealed(block, commit)) this.#damaged ??= index;
    // e2fsprogs puts the seconds into the upper half: enough to compare by.
    const time = secondsHigh * 2 ** 32 + seconds + nanoseconds / 1e9;
    if (this.#damaged !== undefined) {
      if (time < this.#lastCommit) return false;
      throw this.#log.corrupt(this.#damaged, `transaction ${this.#open.sequence} is damaged`);
    }
    this.#lastCommit = time;
    this.#committed.push(this.#open);
    this.#open = { sequence: (this.#open.sequence + 1) % 2 ** 32, tags: [], revoked: [] };
    return true;
  }

  /** Whether a commit has the checksum that it must have: of itself, or of the transaction, which may have none. */
  #isSealed(block: Uint8Array, commit: { checksum: number; checksumType: number; checksumSize: number }): boolean {
    const { checksum, checksumType, checksumSize } = commit;
    switch (this.#log.features.checksums) {
      case 'none':
        return true;
      case 'v1': {
        const sum = this.#sum;
        this.#sum = CRC_START;
        if (checksumType === 0 && checksumSize === 0 && checksum === 0) return true;
        return checksumType === JOURNAL_CRC32 && checksumSize === 4 && checksum === sum;
      }
      case 'v2':
      case 'v3': {
        const zeroed = Uint8Array.from(block).fill(0, COMMIT_CHECKSUM, COMMIT_CHECKSUM + 4);
        return crc32c(this.#log.seed, zeroed) === checksum;
      }
    }
  }

  /** Whether a descriptor or a revocation ends with the checksum that it must have. */
  #hasTail(block: Uint8Array): boolean {
    if (!sumsBlocks(this.#log.features)) return true;
    const tail = block.length - TAIL_SIZE;
    const zeroed = Uint8Array.from(block).fill(0, tail);
    return crc32c(this.#log.seed, zeroed) === viewOf(block).getUint32(tail);
  }
}

function tagSize({ checksums, is64Bit }: JournalFeatures): number {
  if (checksums === 'v3') return JOURNAL_TAG_V3.size;
  // The two bytes hold nothing: the checksum is within the eight.
  return JOURNAL_TAG.size + (checksums === 'v2' ? 2 : 0) + (is64Bit ? 4 : 0);
}

/** Whether the copy that a tag speaks of is what was written; v2 keeps only the lower half of the checksum. */
export function isCopyWhole(log: JournalLog, sequence: number, { index, checksum }: JournalTag): boolean {
  const { checksums } = log.features;
  if (!sumsBlocks(log.features)) return true;
  const sum = crc32c(crc32cUint32(log.seed, swapBytes(sequence)), log.read(index));
  return checksum === (checksums === 'v3' ? sum : sum & 0xffff);
}

/** The sequence is summed up as it is stored, big endian. */
function swapBytes(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return view.getUint32(0, true);
}
