import { viewOf } from '../../../formats/binary/bytes.js';
import { u32, u8 } from '../../../formats/binary/field.js';
import { defineStructure } from '../../../formats/binary/structure.js';
import { SECTOR_SIZE } from './boot-image.js';

/** A part of a disk, in bytes; both are whole sectors. */
export interface DiskRange {
  readonly start: number;
  readonly size: number;
}

const TABLE_OFFSET = 0x1be;
/** Without the addresses by cylinder, head and sector, which nothing reads: they stay zero. */
const ENTRY = defineStructure(
  { name: 'partition entry', size: 16 },
  { status: u8(0), type: u8(4), firstSector: u32(8), sectors: u32(12) },
);
const STATUS_ACTIVE = 0x80;
const TYPE_LINUX = 0x83;

/**
 * A boot sector with the boot file system as its first partition and the root as its second; Nanos tells them by this
 * order alone. Nothing but the table is changed.
 *
 * @throws OpsError `format-field` for a root that begins or ends behind 2 TiB
 */
export function withPartitions(bootSector: Uint8Array, partitions: readonly [DiskRange, DiskRange]): Uint8Array {
  const sector = Uint8Array.from(bootSector.subarray(0, SECTOR_SIZE));
  for (const [index, { start, size }] of partitions.entries()) {
    ENTRY.encode(viewOf(sector), TABLE_OFFSET + index * ENTRY.size, {
      status: index === 0 ? STATUS_ACTIVE : 0,
      type: TYPE_LINUX,
      firstSector: start / SECTOR_SIZE,
      sectors: size / SECTOR_SIZE,
    });
  }
  return sector;
}
