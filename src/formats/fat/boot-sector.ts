import { viewOf } from '../binary/bytes.js';
import { bytes, u16, u32, u8 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { type FatGeometry, FIRST_CLUSTER, SECTOR_SIZE, TABLE_COPIES } from './geometry.js';
import type { FatOptions } from './options.js';

/** What both types begin with: the BIOS parameter block. */
const COMMON = {
  jump: bytes(0, 3),
  system: bytes(3, 8),
  sectorSize: u16(11),
  sectorsPerCluster: u8(13),
  reservedSectors: u16(14),
  tables: u8(16),
  rootSlots: u16(17),
  sectors16: u16(19),
  media: u8(21),
  tableSectors16: u16(22),
  sectorsPerTrack: u16(24),
  heads: u16(26),
  hiddenSectors: u32(28),
  sectors32: u32(32),
  signature: u16(510),
} as const;

export const BOOT_SECTOR_16 = defineStructure(
  { name: 'FAT16 boot sector', size: SECTOR_SIZE },
  { ...COMMON, drive: u8(36), extended: u8(38), serial: u32(39), label: bytes(43, 11), typeName: bytes(54, 8) },
);

export const BOOT_SECTOR_32 = defineStructure(
  { name: 'FAT32 boot sector', size: SECTOR_SIZE },
  {
    ...COMMON,
    tableSectors32: u32(36),
    mirroring: u16(40),
    version: u16(42),
    rootCluster: u32(44),
    infoSector: u16(48),
    backupSector: u16(50),
    drive: u8(64),
    extended: u8(66),
    serial: u32(67),
    label: bytes(71, 11),
    typeName: bytes(82, 8),
  },
);

/** What FAT32 keeps beside: how much is free, and where to look for it. */
const INFO_SECTOR = defineStructure(
  { name: 'FAT32 information sector', size: SECTOR_SIZE },
  { lead: u32(0), structure: u32(484), freeClusters: u32(488), nextFree: u32(492), trail: u32(508) },
);

export const BOOT_SIGNATURE = 0xaa55;
/** A fixed disk. */
export const MEDIA = 0xf8;
const INFO_PLACE = 1;
const BACKUP_PLACE = 6;
/** Stays where it is: there is nothing to boot here without firmware that reads files. */
const JUMP = Uint8Array.of(0xeb, 0xfe, 0x90);
/** The name that the specification advises, for programs that look at it. */
const SYSTEM = 'MSWIN4.1';
const NO_LABEL = 'NO NAME';
const LABEL_LENGTH = 11;
const FIRST_FIXED_DISK = 0x80;
const EXTENDED = 0x29;

/** What is before the tables: of FAT32 with its information sector, and both again as a backup. */
export function encodeReserved(geometry: FatGeometry, options: FatOptions, usedClusters: number): Uint8Array {
  const isLarge = geometry.type === 'FAT32';
  const area = new Uint8Array((isLarge ? BACKUP_PLACE + INFO_PLACE + 1 : 1) * SECTOR_SIZE);
  const view = viewOf(area);
  if (!isLarge) {
    BOOT_SECTOR_16.encode(view, 0, { ...commonFields(geometry, options), tableSectors16: geometry.tableSectors });
    return area;
  }
  for (const sector of [0, BACKUP_PLACE]) {
    BOOT_SECTOR_32.encode(view, sector * SECTOR_SIZE, {
      ...commonFields(geometry, options),
      tableSectors32: geometry.tableSectors,
      mirroring: 0,
      version: 0,
      rootCluster: FIRST_CLUSTER,
      infoSector: INFO_PLACE,
      backupSector: BACKUP_PLACE,
    });
    INFO_SECTOR.encode(view, (sector + INFO_PLACE) * SECTOR_SIZE, {
      lead: 0x41615252,
      structure: 0x61417272,
      freeClusters: geometry.clusterCount - usedClusters,
      nextFree: usedClusters < geometry.clusterCount ? FIRST_CLUSTER + usedClusters : 0xffffffff,
      trail: 0xaa550000,
    });
  }
  return area;
}

/** The label as it is kept: 11 bytes, padded with spaces. */
export function encodeLabel(label: string): Uint8Array {
  return new TextEncoder().encode(label.padEnd(LABEL_LENGTH));
}

function commonFields(geometry: FatGeometry, { serial, label = NO_LABEL, hiddenSectors = 0 }: FatOptions) {
  const { type, sectors, sectorsPerCluster, reservedSectors, rootSlots } = geometry;
  const isShort = type === 'FAT16' && sectors <= 0xffff;
  return {
    jump: JUMP,
    system: new TextEncoder().encode(SYSTEM),
    sectorSize: SECTOR_SIZE,
    sectorsPerCluster,
    reservedSectors,
    tables: TABLE_COPIES,
    rootSlots,
    sectors16: isShort ? sectors : 0,
    media: MEDIA,
    tableSectors16: 0,
    sectorsPerTrack: 63,
    heads: 255,
    hiddenSectors,
    sectors32: isShort ? 0 : sectors,
    signature: BOOT_SIGNATURE,
    drive: FIRST_FIXED_DISK,
    extended: EXTENDED,
    serial,
    label: encodeLabel(label),
    typeName: new TextEncoder().encode(type.padEnd(8)),
  };
}
