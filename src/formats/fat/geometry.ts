import { GIB, KIB, MIB } from '../../core/size.js';

/** How wide the numbers of clusters are. The number of clusters alone decides it, for everyone who reads the volume. */
export type FatType = 'FAT16' | 'FAT32';

/** Where everything is. Bytes, from the start of the volume, unless they are counts. */
export interface FatGeometry {
  readonly type: FatType;
  readonly sectors: number;
  readonly sectorsPerCluster: number;
  readonly clusterSize: number;
  /** Clusters are numbered from 2 on. */
  readonly clusterCount: number;
  readonly reservedSectors: number;
  /** Of one of the two tables. */
  readonly tableSectors: number;
  /** Places in the root directory of FAT16, which is no file; 0 for FAT32. */
  readonly rootSlots: number;
  readonly rootStart: number;
  /** Where cluster 2 begins. */
  readonly dataStart: number;
}

export const SECTOR_SIZE = 512;
export const TABLE_COPIES = 2;
export const SLOT_SIZE = 32;
/** The first cluster there is: entries 0 and 1 of the table say other things. */
export const FIRST_CLUSTER = 2;
/** Bytes of an entry of the table. */
export const ENTRY_WIDTH: Readonly<Record<FatType, number>> = { FAT16: 2, FAT32: 4 };

/** With fewer clusters a volume is FAT12, or FAT16 (Microsoft's FAT specification, section 3.5). */
export const FEWEST_CLUSTERS: Readonly<Record<FatType, number>> = { FAT16: 4085, FAT32: 65525 };
/** Programs that count wrong by a few are kept from taking one type for another, as that section advises. */
const MARGIN = 16;

const RESERVED_SECTORS: Readonly<Record<FatType, number>> = { FAT16: 1, FAT32: 32 };
const USUAL_ROOT_SLOTS = 512;
const MOST_ROOT_SLOTS = 65_520;
const LARGEST_FAT16_CLUSTER = 64;

/** Sectors per cluster of FAT32 by size of the volume, from that section. */
const FAT32_CLUSTERS = [
  { upTo: 260 * MIB, sectors: 1 },
  { upTo: 8 * GIB, sectors: 8 },
  { upTo: 16 * GIB, sectors: 16 },
  { upTo: 32 * GIB, sectors: 32 },
];
const LARGEST_FAT32_CLUSTER = (32 * KIB) / SECTOR_SIZE;

/**
 * FAT32 where there are enough clusters for it, from 33 MiB on; below it FAT16.
 * @param rootSlots places that the root directory needs
 * @returns nothing when the volume is too small for FAT16, or for FAT32 where the root directory needs that
 */
export function chooseGeometry(size: number, rootSlots: number): FatGeometry | undefined {
  const large = divide(
    size,
    'FAT32',
    FAT32_CLUSTERS.find(({ upTo }) => size <= upTo)?.sectors ?? LARGEST_FAT32_CLUSTER,
  );
  if (large.clusterCount >= FEWEST_CLUSTERS.FAT32 + MARGIN) return large;
  const slots = Math.max(USUAL_ROOT_SLOTS, alignUp(rootSlots, SECTOR_SIZE / SLOT_SIZE));
  if (slots > MOST_ROOT_SLOTS) return undefined;
  for (let sectors = 1; sectors <= LARGEST_FAT16_CLUSTER; sectors *= 2) {
    const small = divide(size, 'FAT16', sectors, slots);
    if (small.clusterCount < FEWEST_CLUSTERS.FAT16 + MARGIN) return undefined;
    if (small.clusterCount < FEWEST_CLUSTERS.FAT32 - MARGIN) return small;
  }
  return undefined;
}

/** Where a cluster begins. */
export function clusterStart({ dataStart, clusterSize }: FatGeometry, cluster: number): number {
  return dataStart + (cluster - FIRST_CLUSTER) * clusterSize;
}

function divide(size: number, type: FatType, sectorsPerCluster: number, rootSlots = 0): FatGeometry {
  const sectors = size / SECTOR_SIZE;
  const reservedSectors = RESERVED_SECTORS[type];
  const rootSectors = (rootSlots * SLOT_SIZE) / SECTOR_SIZE;
  const available = Math.max(0, sectors - reservedSectors - rootSectors);
  const { tableSectors, clusterCount } = shareSectors(available, sectorsPerCluster, SECTOR_SIZE / ENTRY_WIDTH[type]);
  const rootStart = (reservedSectors + TABLE_COPIES * tableSectors) * SECTOR_SIZE;
  return {
    type,
    sectors,
    sectorsPerCluster,
    clusterSize: sectorsPerCluster * SECTOR_SIZE,
    clusterCount,
    reservedSectors,
    tableSectors,
    rootSlots,
    rootStart,
    dataStart: rootStart + rootSectors * SECTOR_SIZE,
  };
}

/** The smallest tables that have an entry for every cluster that is left beside them. */
function shareSectors(available: number, sectorsPerCluster: number, entriesPerSector: number) {
  const clustersBeside = (tableSectors: number) =>
    Math.max(0, Math.floor((available - TABLE_COPIES * tableSectors) / sectorsPerCluster));
  // A sector of each table describes so many clusters: the quotient is the answer or one or two less.
  const described = entriesPerSector * sectorsPerCluster + TABLE_COPIES;
  let tableSectors = Math.max(1, Math.floor(available / described));
  while (tableSectors * entriesPerSector < clustersBeside(tableSectors) + FIRST_CLUSTER) tableSectors++;
  return { tableSectors, clusterCount: clustersBeside(tableSectors) };
}

export function alignUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
