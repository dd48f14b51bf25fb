import { setBits } from '../../binary/bitmap.js';
import type { Volume } from '../reader/volume.js';
import type { Findings } from './findings.js';

/** Which clusters something claims; a cluster is a block unless the volume has `bigalloc`. */
export class BlockUsage {
  readonly #volume: Volume;
  readonly #findings: Findings;
  /** A bit each, counted from the first block of the first group. */
  readonly used: Uint8Array;
  /** The same as it was when only the structures of groups were claimed. */
  fixed: Uint8Array = new Uint8Array();

  constructor(volume: Volume, findings: Findings) {
    const { blockCount, firstDataBlock, clusterBlocks } = volume.geometry;
    this.#volume = volume;
    this.#findings = findings;
    this.used = new Uint8Array(Math.ceil((blockCount - firstDataBlock) / clusterBlocks / 8));
  }

  /** From here on blocks are those of files. */
  endFixed(): void {
    this.fixed = this.used.slice();
  }

  /** Adds a finding when something else has claimed one of the blocks. */
  claim(start: number, length: number, structure: string): void {
    const { firstDataBlock, blockCount, clusterBlocks, blockSize } = this.#volume.geometry;
    if (start < firstDataBlock || start + length > blockCount) {
      this.#findings.add(structure, start * blockSize, `${length} blocks from ${start} are not within the volume`);
      return;
    }
    const first = Math.floor((start - firstDataBlock) / clusterBlocks);
    const end = Math.floor((start + length - 1 - firstDataBlock) / clusterBlocks) + 1;
    // Files may have parts of one cluster in several runs.
    if (clusterBlocks === 1) this.#refuseShared(first, end, structure);
    setBits(this.used, first, end);
  }

  #refuseShared(first: number, end: number, structure: string): void {
    for (let at = first; at < end; at++) {
      const byte = this.used[at >>> 3] ?? 0;
      if (byte === 0 && at % 8 === 0) at += 7;
      else if ((byte >>> (at % 8)) & 1) {
        const { firstDataBlock, blockSize } = this.#volume.geometry;
        const block = at + firstDataBlock;
        this.#findings.add(structure, block * blockSize, `block ${block} is claimed twice`);
        return;
      }
    }
  }
}
