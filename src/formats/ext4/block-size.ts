import { MIB } from '../../core/size.js';
import { SMALL_SIZE } from './defaults.js';
import { entryBytes } from './directory-layout.js';
import type { Inventory } from './inventory.js';

const SMALL = 1024;
const LARGE = 4096;

/** More names than this might be too many for an index of 1024-byte blocks, which is full at 9 to 15 MiB of them. */
const SMALL_BLOCK_NAMES = 8 * MIB;

/**
 * 1024 below 512 MiB as mke2fs has it, for then a volume has a journal from 2 MiB on instead of 8 and small files
 * waste less; 4096 from there on, and for trees that blocks of 1024 cannot hold.
 */
export function defaultBlockSize(size: number, inventory: Inventory<unknown>): number {
  return size < SMALL_SIZE && fitsSmallBlocks(inventory) ? SMALL : LARGE;
}

/** A target fits one block; so many names fit an index. */
function fitsSmallBlocks({ directories, nodes }: Inventory<unknown>): boolean {
  return (
    nodes.every((node) => node.kind !== 'symlink' || node.target.length < SMALL) &&
    directories.every(
      ({ entries }) => entries.length < SMALL_BLOCK_NAMES / 264 || entryBytes(entries) < SMALL_BLOCK_NAMES,
    )
  );
}
