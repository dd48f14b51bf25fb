import { crc32c } from '../../binary/crc32c.js';
import { groupStart } from '../group-counts.js';
import { GROUP_FLAGS, type GroupDescriptor } from '../group-descriptor.js';
import type { GroupTable } from '../reader/group-table.js';
import type { NodeReader } from '../reader/node-reader.js';
import type { Volume } from '../reader/volume.js';
import { SUPERBLOCK_OFFSET } from '../superblock.js';
import type { BlockUsage } from './block-usage.js';
import type { InodeCheck } from './check-inodes.js';
import { compareBitmaps, countUsed, isBitSet, sliceBits } from './compare-bitmaps.js';
import type { Findings } from './findings.js';

const WIDE_DESCRIPTOR = 64;

interface GroupSums {
  freeBlocks: number;
  freeInodes: number;
}

/** Compares the bitmaps and counts of all groups, and the superblock's, with what is really in use. */
export class GroupCheck {
  readonly #volume: Volume;
  readonly #table: GroupTable;
  readonly #groups: readonly (GroupDescriptor | undefined)[];
  readonly #usage: BlockUsage;
  readonly #inodes: InodeCheck;
  readonly #findings: Findings;
  readonly #directories: readonly number[];
  readonly #sums: GroupSums = { freeBlocks: 0, freeInodes: 0 };

  constructor(
    { volume, groups: table }: NodeReader,
    groups: readonly (GroupDescriptor | undefined)[],
    usage: BlockUsage,
    inodes: InodeCheck,
    findings: Findings,
  ) {
    this.#volume = volume;
    this.#table = table;
    this.#groups = groups;
    this.#usage = usage;
    this.#inodes = inodes;
    this.#findings = findings;
    this.#directories = this.#countDirectories();
  }

  checkGroup(group: number): void {
    const descriptor = this.#groups[group];
    if (!descriptor) return;
    this.#checkBlocks(group, descriptor);
    this.#checkInodes(group, descriptor);
    const directories = this.#directories[group] ?? 0;
    this.#checkCount(group, 'directories', descriptor.usedDirectories, directories);
  }

  /** A kernel brings the superblock's sums up to date when it unmounts. */
  checkSums(): void {
    const { superblock, features, geometry } = this.#volume;
    // Without all groups nothing can be added up.
    if (features.needsRecovery || this.#groups.includes(undefined)) return;
    const saidBlocks = features.is64Bit ? superblock.freeBlocks : superblock.freeBlocks % 2 ** 32;
    const free = this.#sums.freeBlocks * geometry.clusterBlocks;
    const compare = (what: string, said: number, counted: number): void => {
      if (said === counted) return;
      this.#findings.add('superblock', SUPERBLOCK_OFFSET, `says ${said} free ${what}, and there are ${counted}`);
    };
    compare('blocks', saidBlocks, free);
    compare('inodes', superblock.freeInodes, this.#sums.freeInodes);
  }

  #checkBlocks(group: number, descriptor: GroupDescriptor): void {
    const { geometry, superblock } = this.#volume;
    const { blocksPerGroup, blockCount, clusterBlocks, blockSize } = geometry;
    const start = groupStart(geometry, group);
    const perGroup = blocksPerGroup / clusterBlocks;
    const count = Math.ceil(Math.min(blocksPerGroup, blockCount - start) / clusterBlocks);
    const used = sliceBits(this.#usage.used, group * perGroup, count);
    const free = count - countUsed(used, count);
    this.#sums.freeBlocks += free;
    this.#checkCount(group, 'free blocks', descriptor.freeBlocks, free);
    const structure = `block bitmap ${group}`;
    const name = (bit: number): string => String(start + bit * clusterBlocks);
    if (this.#isLeftOut(descriptor, GROUP_FLAGS.blockUninitialised)) {
      const fixed = sliceBits(this.#usage.fixed, group * perGroup, count);
      const differ = compareBitmaps(fixed, used, count, name);
      if (differ !== undefined) this.#findings.add(structure, 0, `it says that no file has a block: ${differ}`);
      return;
    }
    const checksum = superblock.clustersPerGroup / 8;
    const bitmap = this.#read(structure, descriptor.blockBitmap, descriptor.blockBitmapChecksum, checksum);
    if (!bitmap) return;
    const differ = compareBitmaps(bitmap, used, count, name);
    if (differ !== undefined) this.#findings.add(structure, descriptor.blockBitmap * blockSize, `blocks ${differ}`);
    this.#checkPadding(structure, descriptor.blockBitmap, bitmap, count);
  }

  #checkInodes(group: number, descriptor: GroupDescriptor): void {
    const { inodesPerGroup, blockSize, firstInode } = this.#volume.geometry;
    const used = new Uint8Array(Math.ceil(inodesPerGroup / 8));
    for (let index = 0; index < inodesPerGroup; index++) {
      const number = group * inodesPerGroup + index + 1;
      const isUsed = number < firstInode || this.#inodes.found.has(number) || this.#inodes.unreadable.has(number);
      if (isUsed) used[index >>> 3] = (used[index >>> 3] ?? 0) | (1 << (index % 8));
    }
    const free = inodesPerGroup - countUsed(used, inodesPerGroup);
    this.#sums.freeInodes += free;
    this.#checkCount(group, 'free inodes', descriptor.freeInodes, free);
    if (this.#isLeftOut(descriptor, GROUP_FLAGS.inodeUninitialised)) return;
    const structure = `inode bitmap ${group}`;
    const { inodeBitmap, inodeBitmapChecksum } = descriptor;
    const bitmap = this.#read(structure, inodeBitmap, inodeBitmapChecksum, inodesPerGroup / 8);
    if (!bitmap) return;
    const name = (bit: number): string => String(group * inodesPerGroup + bit + 1);
    const differ = compareBitmaps(bitmap, used, inodesPerGroup, name);
    if (differ !== undefined) this.#findings.add(structure, inodeBitmap * blockSize, `inodes ${differ}`);
    this.#checkPadding(structure, inodeBitmap, bitmap, inodesPerGroup);
  }

  #isLeftOut({ flags }: GroupDescriptor, flag: number): boolean {
    const { checksums, shortChecksums } = this.#volume.features;
    return (checksums || shortChecksums) && (flags & flag) !== 0;
  }

  #read(structure: string, block: number, checksum: number, length: number): Uint8Array | undefined {
    const { blocks, features, seed, geometry } = this.#volume;
    const bitmap = this.#findings.attempt(() => blocks.read(block, structure));
    if (!bitmap || !features.checksums) return bitmap;
    const sum = crc32c(seed, bitmap, 0, length);
    const isRight = geometry.descriptorSize >= WIDE_DESCRIPTOR ? sum === checksum : (sum & 0xffff) === checksum;
    if (!isRight) this.#findings.add(structure, block * geometry.blockSize, 'its checksum is wrong');
    return bitmap;
  }

  #checkPadding(structure: string, block: number, bitmap: Uint8Array, count: number): void {
    for (let bit = count; bit < bitmap.length * 8; bit++) {
      if (isBitSet(bitmap, bit)) continue;
      this.#findings.add(structure, block * bitmap.length, 'what is behind its end is not marked as used');
      return;
    }
  }

  #checkCount(group: number, what: string, said: number, counted: number): void {
    if (said === counted) return;
    const offset = this.#table.offsetOf(group);
    this.#findings.add(`group descriptor ${group}`, offset, `says ${said} ${what}, and there are ${counted}`);
  }

  #countDirectories(): number[] {
    const counts: number[] = [];
    for (const [number, { kind }] of this.#inodes.found) {
      if (kind !== 'directory') continue;
      const group = Math.floor((number - 1) / this.#volume.geometry.inodesPerGroup);
      counts[group] = (counts[group] ?? 0) + 1;
    }
    return counts;
  }
}
