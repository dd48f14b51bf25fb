import { crc32c } from '../binary/crc32c.js';
import { viewOf } from '../binary/bytes.js';
import type { Geometry } from './geometry.js';
import { groupEnd, groupStart } from './group-counts.js';
import { encodeGroupDescriptor, GROUP_DESCRIPTOR_SIZE, GROUP_FLAGS } from './group-descriptor.js';
import type { GroupUsage } from './group-usage.js';
import { CHUNK_SIZE, type Output, OutputStream } from './output.js';

const DESCRIPTORS_PER_CHUNK = CHUNK_SIZE / GROUP_DESCRIPTOR_SIZE;

/** Writes bitmaps and group descriptors, yields after each chunk of them. */
export function* writeGroups(
  output: Output,
  geometry: Geometry,
  usage: GroupUsage,
  seed: number,
): Generator<void, void, undefined> {
  const { groupCount, blockSize } = geometry;
  const bitmaps = new BitmapWriter(output, geometry, usage, seed);
  for (let first = 0; first < groupCount; first += DESCRIPTORS_PER_CHUNK) {
    const count = Math.min(DESCRIPTORS_PER_CHUNK, groupCount - first);
    const chunk = new Uint8Array(count * GROUP_DESCRIPTOR_SIZE);
    const view = viewOf(chunk);
    for (let at = 0; at < count; at++) {
      const group = first + at;
      const descriptor = describeGroup(geometry, usage, group, bitmaps);
      encodeGroupDescriptor(chunk, view, at * GROUP_DESCRIPTOR_SIZE, descriptor, group, seed);
    }
    for (const group of geometry.superblockGroups) {
      const table = (groupStart(geometry, group) + 1) * blockSize;
      output.write(table + first * GROUP_DESCRIPTOR_SIZE, chunk);
    }
    yield;
  }
  bitmaps.flush();
}

function describeGroup(geometry: Geometry, usage: GroupUsage, group: number, bitmaps: BitmapWriter) {
  const usedInodes = usage.usedInodes(group);
  const flags = usage.flags(group);
  return {
    blockBitmap: geometry.blockBitmaps[group] ?? 0,
    inodeBitmap: geometry.inodeBitmaps[group] ?? 0,
    inodeTable: geometry.inodeTables[group] ?? 0,
    freeBlocks: groupEnd(geometry, group) - groupStart(geometry, group) - usage.usedBlocks(group),
    freeInodes: geometry.inodesPerGroup - usedInodes,
    usedDirectories: usage.directories(group),
    flags,
    blockBitmapChecksum: flags & GROUP_FLAGS.blockUninitialised ? 0 : bitmaps.writeBlockBitmap(group),
    inodeBitmapChecksum: flags & GROUP_FLAGS.inodeUninitialised ? 0 : bitmaps.writeInodeBitmap(group),
    unusedInodes: geometry.inodesPerGroup - usedInodes,
  };
}

/** Writes bitmaps, each kind gathered on its own, and returns their checksums. */
class BitmapWriter {
  readonly #geometry: Geometry;
  readonly #usage: GroupUsage;
  readonly #seed: number;
  readonly #blocks: OutputStream;
  readonly #inodes: OutputStream;

  constructor(output: Output, geometry: Geometry, usage: GroupUsage, seed: number) {
    this.#geometry = geometry;
    this.#usage = usage;
    this.#seed = seed;
    this.#blocks = new OutputStream(output);
    this.#inodes = new OutputStream(output);
  }

  writeBlockBitmap(group: number): number {
    const { blockBitmaps, blockSize, blocksPerGroup } = this.#geometry;
    const bitmap = this.#blocks.reserve((blockBitmaps[group] ?? 0) * blockSize, blockSize);
    this.#usage.fillBlockBitmap(group, bitmap);
    return crc32c(this.#seed, bitmap, 0, blocksPerGroup / 8);
  }

  writeInodeBitmap(group: number): number {
    const { inodeBitmaps, blockSize, inodesPerGroup } = this.#geometry;
    const bitmap = this.#inodes.reserve((inodeBitmaps[group] ?? 0) * blockSize, blockSize);
    this.#usage.fillInodeBitmap(group, bitmap);
    return crc32c(this.#seed, bitmap, 0, inodesPerGroup / 8);
  }

  flush(): void {
    this.#blocks.flush();
    this.#inodes.flush();
  }
}
