import { OpsError } from '../../../core/errors.js';
import { viewOf } from '../../../formats/binary/bytes.js';
import { u32, u64 } from '../../../formats/binary/field.js';
import { defineStructure } from '../../../formats/binary/structure.js';
import { isBootSector } from '../../../formats/boot-sector.js';

/** Bytes of a sector, which is also a block of TFS. */
export const SECTOR_SIZE = 512;

/** `boot.img` of a release: the boot sector with the first stage, then the second stage. */
export interface BootImage {
  readonly bytes: Uint8Array;
  /** Bytes of the second stage: a whole number of sectors, another one in each release. */
  readonly stage2Size: number;
}

/** Between the first stage and the partition table. */
const REGION_OFFSET = 0x1aa;
/** Says the first stage what of the disk is the second one, and where in memory it goes. */
const REGION = defineStructure(
  { name: 'region record', size: 20 },
  { loadAddress: u64(0), length: u64(8), type: u32(16) },
);
const TYPE_FILESYSTEM = 12;

/**
 * Reads `boot.img`.
 *
 * @param name in front of errors
 * @throws OpsError `format-corrupt` for anything else and for one that is cut off
 */
export function readBootImage(bytes: Uint8Array, name: string): BootImage {
  if (bytes.length < 2 * SECTOR_SIZE || !isBootSector(bytes)) throw corrupt(name, 'it has no boot sector');
  const { length, type } = REGION.decode(viewOf(bytes), REGION_OFFSET);
  if (type !== TYPE_FILESYSTEM) throw corrupt(name, 'it has no region record of Nanos');
  if (length === 0 || length % SECTOR_SIZE !== 0) throw corrupt(name, `a second stage of ${length} bytes`);
  const end = SECTOR_SIZE + length;
  if (bytes.length < end) throw corrupt(name, `it is cut off after ${bytes.length} of ${end} bytes`);
  // What follows is not loaded, and would stand where the crash log is.
  return { bytes: bytes.subarray(0, end), stage2Size: length };
}

function corrupt(name: string, reason: string): OpsError {
  return new OpsError('format-corrupt', `${name}: not the boot code of a Nanos release: ${reason}`, {
    hint: 'fetch the release again: ops update --force',
    details: { path: name },
  });
}
