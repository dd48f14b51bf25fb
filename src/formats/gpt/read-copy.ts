import { OpsError } from '../../core/errors.js';
import { MIB } from '../../core/size.js';
import { viewOf } from '../binary/bytes.js';
import type { RandomAccess } from '../random-access.js';
import { crc32 } from '../xz/crc32.js';
import { decodeHeader, type GptHeader } from './header.js';
import { decodeEntry, ENTRY_SIZE, type GptPartition } from './partition-entry.js';

/** One of the two copies, whole and sound in itself. */
export interface GptCopy {
  readonly header: GptHeader;
  readonly partitions: readonly GptPartition[];
}

/** A table is loaded whole; real ones have 16 KiB. */
const MAXIMUM_TABLE = MIB;

/**
 * Reads the copy whose header is in sector `at`.
 * @throws OpsError `format-corrupt`, `format-unsupported`
 */
export function readCopy(disk: RandomAccess, at: number, sectorSize: number): GptCopy {
  const header = decodeHeader(disk.read(at * sectorSize, sectorSize));
  if (header.own !== at) throw corrupt(`the header in sector ${at} is of sector ${header.own}`);
  if ((header.lastUsable + 1) * sectorSize > disk.size) throw corrupt('the table is of a larger disk');
  const partitions = decodeTable(readTable(disk, header, sectorSize), header, sectorSize);
  for (const partition of partitions) checkPlace(partition, header, sectorSize);
  checkOverlaps(partitions);
  return { header, partitions };
}

function readTable(disk: RandomAccess, header: GptHeader, sectorSize: number): Uint8Array {
  const { entries, entryCount, entrySize, entriesCrc } = header;
  const length = entryCount * entrySize;
  if (entrySize < ENTRY_SIZE || entrySize % 8 !== 0) throw corrupt(`an entry cannot have ${entrySize} bytes`);
  if (length > MAXIMUM_TABLE) {
    throw new OpsError('format-unsupported', `GPT: a table of ${entryCount} entries is too large`);
  }
  const table = disk.read(entries * sectorSize, length);
  if (table.length < length) throw corrupt('the entries are beyond the end of the disk');
  if (crc32(table) !== entriesCrc) throw corrupt('the checksum of the entries is wrong');
  return table;
}

function decodeTable(table: Uint8Array, { entryCount, entrySize }: GptHeader, sectorSize: number): GptPartition[] {
  const view = viewOf(table);
  return Array.from({ length: entryCount }, (_, index) => decodeEntry(view, index * entrySize, sectorSize)).filter(
    (partition) => partition !== undefined,
  );
}

function checkPlace({ name, offset, size }: GptPartition, header: GptHeader, sectorSize: number): void {
  const end = (header.lastUsable + 1) * sectorSize;
  if (size > 0 && offset >= header.firstUsable * sectorSize && offset + size <= end) return;
  throw corrupt(`partition ${JSON.stringify(name)} is not within the usable part of the disk`);
}

function checkOverlaps(partitions: readonly GptPartition[]): void {
  let end = 0;
  for (const { name, offset, size } of partitions.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < end) throw corrupt(`partition ${JSON.stringify(name)} overlaps another`);
    end = offset + size;
  }
}

function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `GPT: ${reason}`);
}
