import { viewOf } from '../binary/bytes.js';
import type { Geometry } from './geometry.js';
import { groupStart } from './group-counts.js';
import { BLOCK_MAP_SIZE } from './inode.js';

/**
 * The resize inode owns the blocks that are reserved for group descriptors. It is the one file with the block map of
 * ext2: its doubly indirect block leads to the reserved blocks of group 0, each of which is an indirect block that
 * leads to those of the other groups with a superblock.
 */

const DOUBLY_INDIRECT = 13;
const DIRECT = 12;
const ADDRESS_SIZE = 4;

function addressesPerBlock(blockSize: number): number {
  return blockSize / ADDRESS_SIZE;
}

/** As far as a doubly indirect block reaches. */
export function resizeInodeSize(blockSize: number): number {
  const addresses = addressesPerBlock(blockSize);
  return (DIRECT + addresses + addresses * addresses) * blockSize;
}

/** Blocks that the inode counts as its own: all but the primary superblock's and descriptors' neighbours. */
export function resizeInodeBlocks({ reservedDescriptorBlocks, superblockGroups }: Geometry): number {
  return 1 + reservedDescriptorBlocks * superblockGroups.length;
}

export function encodeResizeBlockMap(doublyIndirect: number): Uint8Array {
  const map = new Uint8Array(BLOCK_MAP_SIZE);
  viewOf(map).setUint32(DOUBLY_INDIRECT * ADDRESS_SIZE, doublyIndirect, true);
  return map;
}

/** The first reserved block of group `group`. */
function firstReserved(geometry: Geometry, group: number): number {
  return groupStart(geometry, group) + 1 + geometry.descriptorBlocks;
}

/** Fills `block` with the addresses of the reserved blocks of group 0. */
export function encodeDoublyIndirect(block: Uint8Array, geometry: Geometry): void {
  const view = viewOf(block.fill(0));
  for (let index = 0; index < geometry.reservedDescriptorBlocks; index++) {
    // The place in the block is that of the descriptor block among all, so that resizing finds it by its number.
    const slot = (geometry.descriptorBlocks + index) % addressesPerBlock(block.length);
    view.setUint32(slot * ADDRESS_SIZE, firstReserved(geometry, 0) + index, true);
  }
}

/** The first reserved block of each group but the first that has some. */
export function reservedCounterparts(geometry: Geometry): readonly number[] {
  return geometry.superblockGroups.slice(1).map((group) => firstReserved(geometry, group));
}

/** Fills `block`, the reserved block number `index` of group 0, with the addresses of its {@link reservedCounterparts}. */
export function encodeReservedBlock(block: Uint8Array, counterparts: readonly number[], index: number): void {
  const view = viewOf(block.fill(0));
  for (let slot = 0; slot < counterparts.length; slot++) {
    view.setUint32(slot * ADDRESS_SIZE, (counterparts[slot] ?? 0) + index, true);
  }
}

/** Where the reserved blocks of group 0 begin. */
export function reservedStart(geometry: Geometry): number {
  return firstReserved(geometry, 0);
}
