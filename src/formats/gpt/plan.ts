import { OpsError } from '../../core/errors.js';
import { formatSize, MIB } from '../../core/size.js';
import type { Uuid } from '../../core/uuid.js';
import { encodeName, ENTRY_COUNT, ENTRY_SIZE, type GptPartition } from './partition-entry.js';

export interface GptOptions {
  /** Bytes of the disk: a whole number of sectors. */
  readonly size: number;
  readonly diskGuid: Uuid;
  /** In the order of the table, which need not be that of the disk. */
  readonly partitions: readonly GptPartition[];
  /** Bytes of a logical sector of the disk: 512 or 4096. Default 512. */
  readonly sectorSize?: number;
}

/** A checked table and where it goes. Nothing has been written yet. Bytes. */
export interface GptPlan extends Required<GptOptions> {
  /** What the partitions may take. */
  readonly usable: { readonly start: number; readonly end: number };
}

/** Partitions begin at multiples of it, as all tools have it: no block of a disk then belongs to two of them. */
export const GPT_ALIGNMENT = MIB;
export const SECTOR_SIZES: readonly number[] = [512, 4096];
const TABLE_SIZE = ENTRY_COUNT * ENTRY_SIZE;

/**
 * Checks a table.
 * @throws OpsError `format-limit` for a disk that is too small or not of whole sectors, for more than 128 partitions,
 * and for ones that are not within the disk, overlap, are not aligned or cannot be told apart
 */
export function planGpt(options: GptOptions): GptPlan {
  const { size, sectorSize = SECTOR_SIZES[0] ?? 0, partitions } = options;
  if (!SECTOR_SIZES.includes(sectorSize)) throw limit(`sectors of ${sectorSize} bytes are neither 512 nor 4096`);
  if (!Number.isSafeInteger(size) || size % sectorSize !== 0) throw limit(`a disk cannot have ${size} bytes`);
  const usable = usablePart(size, sectorSize);
  if (usable.end < usable.start) throw limit(`a disk of ${formatSize(size)} has no room for the table`);
  if (partitions.length > ENTRY_COUNT) throw limit(`${partitions.length} partitions are more than ${ENTRY_COUNT}`);
  for (const partition of partitions) checkPartition(partition, usable, sectorSize);
  checkApart(partitions);
  return { ...options, sectorSize, usable };
}

/** What is between the two copies of the table: protective MBR, header and entries are before it. */
export function usablePart(size: number, sectorSize: number): { readonly start: number; readonly end: number } {
  return { start: 2 * sectorSize + TABLE_SIZE, end: size - sectorSize - TABLE_SIZE };
}

function checkPartition(partition: GptPartition, usable: GptPlan['usable'], sectorSize: number): void {
  const { name, offset, size } = partition;
  encodeName(name);
  if (!(Number.isSafeInteger(size) && size > 0 && size % sectorSize === 0)) {
    throw limit(`partition ${JSON.stringify(name)} of ${size} bytes is not one of whole sectors`);
  }
  if (!(offset >= 0 && offset % GPT_ALIGNMENT === 0)) {
    throw limit(`partition ${JSON.stringify(name)} does not begin at a whole MiB`);
  }
  if (offset < usable.start || offset + size > usable.end) {
    throw limit(`partition ${JSON.stringify(name)} is not within the disk`);
  }
}

function checkApart(partitions: readonly GptPartition[]): void {
  let end = 0;
  for (const { name, offset, size } of partitions.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < end) throw limit(`partition ${JSON.stringify(name)} overlaps another`);
    end = offset + size;
  }
  if (new Set(partitions.map(({ guid }) => guid)).size < partitions.length) {
    throw limit('two partitions have the same GUID');
  }
}

function limit(reason: string): OpsError {
  return new OpsError('format-limit', `GPT: ${reason}`);
}
