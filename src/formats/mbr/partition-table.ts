import { OpsError } from '../../core/errors.js';
import { viewOf } from '../binary/bytes.js';
import { bytes, u32, u8 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';

/** A partition of a master boot record. Sectors are those of the disk, mostly 512 bytes. */
export interface MbrPartition {
  /** See {@link MBR_TYPE}. */
  readonly type: number;
  /** The first sector: 1 or more. */
  readonly start: number;
  readonly sectors: number;
  /** What boot code may start from. Default: no. */
  readonly active?: boolean;
  /** Cylinder, head and sector of both ends for programs that know no other: 3 bytes each. Default: zeros. */
  readonly chs?: MbrChs;
}

export interface MbrChs {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

export const MBR_TYPE = { empty: 0x00, linux: 0x83, protective: 0xee, efiSystem: 0xef } as const;

export const MBR_SIZE = 512;
/** The table has room for so many. */
export const MBR_PARTITIONS = 4;

const TABLE_OFFSET = 0x1be;
const SIGNATURE_OFFSET = 0x1fe;
const SIGNATURE = 0xaa55;
const ACTIVE = 0x80;
/** Both fields have 32 bits: 2 TiB with sectors of 512 bytes. */
const SECTOR_LIMIT = 2 ** 32;

const ENTRY = defineStructure(
  { name: 'MBR partition', size: 16 },
  { status: u8(0), firstChs: bytes(1, 3), type: u8(4), lastChs: bytes(5, 3), start: u32(8), sectors: u32(12) },
);

/** What a table says, by position: some boot code counts on which entry is which. Empty entries are `undefined`. */
export type MbrTable = readonly (MbrPartition | undefined)[];

/** A sector without boot code that holds `partitions`, in this order. @throws OpsError `format-limit` */
export function encodeMbr(partitions: MbrTable): Uint8Array {
  const sector = new Uint8Array(MBR_SIZE);
  viewOf(sector).setUint16(SIGNATURE_OFFSET, SIGNATURE, true);
  return replacePartitions(sector, partitions);
}

/**
 * A copy of a boot sector with another partition table: bytes 0x1BE to 0x1FD. Its code, and what else it keeps before
 * the table, stays.
 *
 * @throws OpsError `format-corrupt` when it is no boot sector; `format-limit` for more than four partitions, for ones
 * that overlap, and for ones that begin at sector 0 or end behind sector 2^32
 */
export function replacePartitions(bootSector: Uint8Array, partitions: MbrTable): Uint8Array {
  checkBootSector(bootSector);
  checkPartitions(partitions);
  const sector = bootSector.slice();
  sector.fill(0, TABLE_OFFSET, SIGNATURE_OFFSET);
  const view = viewOf(sector);
  for (const [index, partition] of partitions.entries()) {
    if (!partition) continue;
    const { active = false, type, chs, start, sectors } = partition;
    ENTRY.encode(view, TABLE_OFFSET + index * ENTRY.size, {
      status: active ? ACTIVE : 0,
      firstChs: chs?.first ?? new Uint8Array(0),
      type,
      lastChs: chs?.last ?? new Uint8Array(0),
      start,
      sectors,
    });
  }
  return sector;
}

/** The four entries of a boot sector. @throws OpsError `format-corrupt` when it is none */
export function readMbr(bootSector: Uint8Array): MbrTable {
  checkBootSector(bootSector);
  const view = viewOf(bootSector);
  return Array.from({ length: MBR_PARTITIONS }, (_, index) => {
    const entry = ENTRY.decode(view, TABLE_OFFSET + index * ENTRY.size);
    const { status, type, start, sectors, firstChs: first, lastChs: last } = entry;
    if (type === MBR_TYPE.empty && start === 0 && sectors === 0) return undefined;
    return { type, start, sectors, active: (status & ACTIVE) !== 0, chs: { first, last } };
  });
}

/** @throws OpsError `format-corrupt` when `sector` is no boot sector */
export function checkBootSector(sector: Uint8Array): void {
  if (sector.length === MBR_SIZE && viewOf(sector).getUint16(SIGNATURE_OFFSET, true) === SIGNATURE) return;
  const found = sector.length === MBR_SIZE ? 'does not end in 55 AA' : `has ${sector.length} bytes, not ${MBR_SIZE}`;
  throw new OpsError('format-corrupt', `boot sector: ${found}`);
}

function checkPartitions(partitions: MbrTable): void {
  if (partitions.length > MBR_PARTITIONS) throw limit(`${partitions.length} partitions are more than four`);
  const used = partitions.filter((partition) => partition !== undefined).toSorted((a, b) => a.start - b.start);
  let end = 1;
  for (const { type, start, sectors } of used) {
    if (type === MBR_TYPE.empty) throw limit('a partition cannot have type 0, which is that of no partition');
    if (!(sectors >= 1)) throw limit(`the partition at sector ${start} has no sectors`);
    if (!(start >= 1)) throw limit(`a partition cannot begin at sector ${start}`);
    if (start < end) throw limit(`the partition at sector ${start} overlaps the one before it`);
    end = start + sectors;
    if (end > SECTOR_LIMIT) throw limit(`the partition at sector ${start} ends behind sector 2^32 (2 TiB)`);
  }
}

function limit(reason: string): OpsError {
  return new OpsError('format-limit', `MBR: ${reason}`, { hint: 'a GUID partition table holds larger and more ones' });
}
