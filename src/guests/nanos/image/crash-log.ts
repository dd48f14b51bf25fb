import { viewOf } from '../../../formats/binary/bytes.js';
import { bytes, i32 } from '../../../formats/binary/field.js';
import { defineStructure } from '../../../formats/binary/structure.js';

/** What a guest that ended with an error left on its disk. */
export interface CrashLog {
  /** The program's exit code in full, or the number of the signal that killed it. */
  readonly exitCode: number;
  /** The last of what was on the console. */
  readonly text: string;
}

const MAGIC = 'KLOG';
const CRASH_LOG = defineStructure(
  { name: 'crash log', size: 4096 },
  { magic: bytes(0, 4), bootId: bytes(4, 8), exitCode: i32(12), text: bytes(16, 4080) },
);

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
