import { viewOf } from '../binary/bytes.js';
import { u32, u64 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { checkBootSector } from './partition-table.js';

/** What Nanos' boot sector says of the second part of the loader, which follows it on the disk. */
export interface RegionRecord {
  /** Where it is loaded to. */
  readonly address: number;
  /** Bytes. */
  readonly length: number;
}

const RECORD_OFFSET = 0x1aa;
/** The record ends where the partition table begins. */
const RECORD = defineStructure({ name: 'region record', size: 20 }, { address: u64(0), length: u64(8), type: u32(16) });
const TYPE_FILE_SYSTEM = 12;

/**
 * The region record of a boot sector of Nanos, `undefined` where there is none: the disk is started by other means.
 * @throws OpsError `format-corrupt` when it is no boot sector or a number in it is impossible
 */
export function readRegionRecord(bootSector: Uint8Array): RegionRecord | undefined {
  checkBootSector(bootSector);
  const view = viewOf(bootSector);
  if (view.getUint32(RECORD_OFFSET + RECORD.offsetOf('type'), true) !== TYPE_FILE_SYSTEM) return undefined;
  const { address, length } = RECORD.decode(view, RECORD_OFFSET);
  return { address, length };
}
