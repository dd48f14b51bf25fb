import { OpsError } from '../../../core/errors.js';
import { viewOf } from '../../binary/bytes.js';
import type { RandomAccess } from '../../random-access.js';
import { BOOT_SECTOR_16, BOOT_SECTOR_32, BOOT_SIGNATURE } from '../boot-sector.js';
import { ENTRY_WIDTH, type FatType, FEWEST_CLUSTERS, FIRST_CLUSTER, SECTOR_SIZE, SLOT_SIZE } from '../geometry.js';

/** A volume that is read. Bytes, unless they are counts. */
export interface Volume {
  readonly image: RandomAccess;
  readonly type: FatType;
  readonly serial: number;
  /** What the boot sector calls the volume, without padding. */
  readonly label: string;
  readonly clusterSize: number;
  readonly clusterCount: number;
  readonly tableStart: number;
  /** Where the root directory of FAT16 is, and its size. */
  readonly rootStart: number;
  readonly rootSize: number;
  /** Where the root directory of FAT32 begins; 0 for FAT16. */
  readonly rootCluster: number;
  readonly dataStart: number;
}

const LARGEST_SECTOR = 4096;
const MAXIMUM_CLUSTERS = 0x0ffffff5;

export function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `FAT volume: ${reason}`);
}

/** @throws OpsError `format-corrupt`; `format-unsupported` for FAT12 */
export function openVolume(image: RandomAccess): Volume {
  const sector = viewOf(image.read(0, SECTOR_SIZE));
  const fields = BOOT_SECTOR_32.decode(sector, 0);
  const { sectorSize, sectorsPerCluster, reservedSectors, tables, rootSlots } = fields;
  if (fields.signature !== BOOT_SIGNATURE) throw corrupt('its boot sector does not end in 55 AA');
  if (!isPowerOfTwo(sectorSize) || sectorSize < SECTOR_SIZE || sectorSize > LARGEST_SECTOR) {
    throw corrupt(`sectors of ${sectorSize} bytes are not possible`);
  }
  if (!isPowerOfTwo(sectorsPerCluster)) throw corrupt(`clusters of ${sectorsPerCluster} sectors are not possible`);
  if (reservedSectors === 0 || tables === 0) throw corrupt('it has no boot sector or no table');

  const tableSectors = fields.tableSectors16 || fields.tableSectors32;
  const rootSectors = Math.ceil((rootSlots * SLOT_SIZE) / sectorSize);
  const rootSector = reservedSectors + tables * tableSectors;
  const sectors = fields.sectors16 || fields.sectors32;
  const clusterCount = Math.floor((sectors - rootSector - rootSectors) / sectorsPerCluster);
  const type = typeOf(clusterCount);
  if (sectors * sectorSize > image.size) throw corrupt('it ends behind the end of its image');
  if (tableSectors * sectorSize < (clusterCount + FIRST_CLUSTER) * ENTRY_WIDTH[type]) {
    throw corrupt('its tables are too short for its clusters');
  }
  const { serial, label } = type === 'FAT32' ? fields : BOOT_SECTOR_16.decode(sector, 0);
  return {
    image,
    type,
    serial,
    label: new TextDecoder('latin1').decode(label).trimEnd(),
    clusterSize: sectorsPerCluster * sectorSize,
    clusterCount,
    tableStart: reservedSectors * sectorSize,
    rootStart: rootSector * sectorSize,
    rootSize: rootSectors * sectorSize,
    rootCluster: type === 'FAT32' ? fields.rootCluster : 0,
    dataStart: (rootSector + rootSectors) * sectorSize,
  };
}

function typeOf(clusterCount: number): FatType {
  if (clusterCount < 1 || clusterCount > MAXIMUM_CLUSTERS) throw corrupt('it has an impossible number of clusters');
  if (clusterCount < FEWEST_CLUSTERS.FAT16) {
    throw new OpsError('format-unsupported', 'FAT volume: is so small that it is FAT12, which cannot be read');
  }
  return clusterCount < FEWEST_CLUSTERS.FAT32 ? 'FAT16' : 'FAT32';
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}
