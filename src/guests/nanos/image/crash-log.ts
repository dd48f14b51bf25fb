import { OpsError } from '../../../core/errors.js';
import { viewOf } from '../../../formats/binary/bytes.js';
import { bytes, i32 } from '../../../formats/binary/field.js';
import { defineStructure } from '../../../formats/binary/structure.js';
import { readMbr } from '../../../formats/mbr/index.js';
import { CRASH_LOG_SIZE } from './disk-layout.js';
import { SECTOR_SIZE } from './boot-image.js';
import type { DiskRange } from './partition-table.js';

/** What a guest that ended with an error left on its disk. */
export interface CrashLog {
  /** The program's exit code in full, or the number of the signal that killed it. */
  readonly exitCode: number;
  /** The last of what was on the console. */
  readonly text: string;
}

const MAGIC = 'KLOG';
const CRASH_LOG = defineStructure(
  { name: 'crash log', size: CRASH_LOG_SIZE },
  { magic: bytes(0, 4), bootId: bytes(4, 8), exitCode: i32(12), text: bytes(16, 4080) },
);

/**
 * Where a guest leaves the crash log on a disk: right before the first partition, as the guest itself computes it.
 *
 * @param bootSector the first 512 bytes of the disk
 * @throws OpsError `format-corrupt` when that is none, or has no partition
 */
export function crashLogRange(bootSector: Uint8Array): DiskRange {
  const first = readMbr(bootSector)[0];
  if (first === undefined || first.start * SECTOR_SIZE < CRASH_LOG_SIZE) {
    throw new OpsError('format-corrupt', 'the disk has no first partition, so Nanos did not boot from it');
  }
  return { start: first.start * SECTOR_SIZE - CRASH_LOG_SIZE, size: CRASH_LOG_SIZE };
}

/**
 * Reads the crash log of a disk; `undefined` when there is none. A guest that ends well leaves the one from before, so
 * it is to be zeroed before each start.
 *
 * @param area the bytes of `DiskLayout.crashLog`
 */
export function readCrashLog(area: Uint8Array): CrashLog | undefined {
  const { magic, exitCode, text } = CRASH_LOG.decode(viewOf(area), 0);
  if (Buffer.from(magic).toString('latin1') !== MAGIC) return undefined;
  const end = text.indexOf(0);
  return { exitCode, text: new TextDecoder().decode(end === -1 ? text : text.subarray(0, end)) };
}
