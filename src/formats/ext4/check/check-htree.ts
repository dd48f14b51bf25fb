import { viewOf } from '../../binary/bytes.js';
import { DIRECTORY_ENTRY } from '../directory-entry.js';
import { makeDirectoryHash } from '../directory-hash.js';
import type { Extent } from '../extent.js';
import {
  COUNT_LIMIT,
  HASH_HALF_MD4,
  INDEX_ENTRY,
  NODE_ENTRIES_OFFSET,
  ROOT_ENTRIES_OFFSET,
  ROOT_INFO,
} from '../htree.js';
import { showName } from '../names.js';
import { BlockClaims } from '../reader/block-claims.js';
import { indexOfRun, readFileRuns } from '../reader/file-runs.js';
import type { StoredInode } from '../reader/inode-table.js';
import type { Volume } from '../reader/volume.js';
import type { Findings } from './findings.js';

const LARGEST_LEVELS = 2;
const HASH_END = 2 ** 32;
/** The lowest bit of a hash in the index: the leaf before ends with the same one. */
const CONTINUES = 1;
/** A bit of the superblock's `flags`: bytes of names are hashed as unsigned numbers. */
const UNSIGNED_HASH = 2;

/** Checks the index of a directory whose blocks are known to be well-formed: order, reach, and the hashes of names. */
export function checkHtree(volume: Volume, inode: StoredInode, findings: Findings): void {
  new HtreeCheck(volume, inode, findings).check();
}

class HtreeCheck {
  readonly #volume: Volume;
  readonly #inode: StoredInode;
  readonly #findings: Findings;
  readonly #runs: readonly Extent[];
  readonly #blockCount: number;
  readonly #seen = new Set([0]);
  /** Absent where the volume hashes in another way. */
  #hash: ((name: Uint8Array) => number) | undefined;

  constructor(volume: Volume, inode: StoredInode, findings: Findings) {
    this.#volume = volume;
    this.#inode = inode;
    this.#findings = findings;
    this.#runs = readFileRuns(volume, inode, new BlockClaims());
    this.#blockCount = inode.fields.size / volume.geometry.blockSize;
  }

  check(): void {
    const { superblock } = this.#volume;
    const block = this.#read(0);
    const info = ROOT_INFO.decode(viewOf(block), ROOT_ENTRIES_OFFSET - ROOT_INFO.size);
    if (info.length !== ROOT_INFO.size || info.reserved !== 0 || info.levels > LARGEST_LEVELS) {
      this.#report(0, 'the root of its index is no such thing');
      return;
    }
    const isKnown = info.hashVersion === HASH_HALF_MD4 && (superblock.flags & UNSIGNED_HASH) === 0;
    if (isKnown) this.#hash = makeDirectoryHash(superblock.hashSeed);
    this.#checkNode(0, ROOT_ENTRIES_OFFSET, info.levels, 0, HASH_END);
    for (let leaf = 1; leaf < this.#blockCount; leaf++) {
      if (!this.#seen.has(leaf)) this.#report(leaf, `block ${leaf} is not in its index`);
    }
  }

  #checkNode(logical: number, at: number, levels: number, from: number, end: number): void {
    const block = this.#read(logical);
    const view = viewOf(block);
    const { limit, count } = COUNT_LIMIT.decode(view, at);
    if (count === 0 || count > limit || at + count * INDEX_ENTRY.size > block.length) {
      this.#report(logical, `its index cannot have ${count} of ${limit} entries`);
      return;
    }
    let low = from;
    for (let index = 0; index < count; index++) {
      const child = INDEX_ENTRY.decode(view, at + index * INDEX_ENTRY.size).block;
      const isLast = index === count - 1;
      const high = isLast ? end : INDEX_ENTRY.decode(view, at + (index + 1) * INDEX_ENTRY.size).hash;
      if (high < low) this.#report(logical, 'its index is not in order');
      this.#checkChild(child, logical, levels, low, high);
      low = high;
    }
  }

  #checkChild(child: number, parent: number, levels: number, low: number, high: number): void {
    if (child === 0 || child >= this.#blockCount || this.#seen.has(child)) {
      this.#report(parent, `its index leads to block ${child}, which is not there or has another place`);
      return;
    }
    this.#seen.add(child);
    if (levels > 0) this.#checkNode(child, NODE_ENTRIES_OFFSET, levels - 1, low, high);
    else this.#checkLeaf(child, low & ~CONTINUES, high);
  }

  #checkLeaf(logical: number, low: number, high: number): void {
    const hash = this.#hash;
    if (!hash) return;
    const block = this.#read(logical);
    const view = viewOf(block);
    // A part that goes on in the next leaf may end with that one's hash.
    const end = high % 2 === CONTINUES ? high + 1 : high;
    for (let at = 0; at < block.length;) {
      const { inode, length, nameLength } = DIRECTORY_ENTRY.decode(view, at);
      const name = block.subarray(at + DIRECTORY_ENTRY.size, at + DIRECTORY_ENTRY.size + nameLength);
      const value = inode === 0 ? undefined : hash(name);
      if (value !== undefined && (value < low >>> 0 || value >= end)) {
        this.#report(logical, `${showName(name)} is not where its index looks for it`);
      }
      if (length < DIRECTORY_ENTRY.size) return;
      at += length;
    }
  }

  #read(logical: number): Uint8Array {
    const run = this.#runs[indexOfRun(this.#runs, logical)];
    const block = run ? run.start + logical - run.logical : 0;
    return this.#volume.blocks.read(block, `directory ${this.#inode.number}`);
  }

  #report(logical: number, problem: string): void {
    const run = this.#runs[indexOfRun(this.#runs, logical)];
    const block = run ? run.start + logical - run.logical : 0;
    this.#findings.add(`directory ${this.#inode.number}`, block * this.#volume.geometry.blockSize, problem);
  }
}
