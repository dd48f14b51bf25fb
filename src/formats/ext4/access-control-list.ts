import { OpsError } from '../../core/errors.js';
import { viewOf } from '../binary/bytes.js';

/** What the kernel hands out: a version, then tag, permissions and id, 8 bytes each. */
const PORTABLE_VERSION = 2;
const PORTABLE_ENTRY_SIZE = 8;
/** What ext4 stores: the same with another version, and ids only where the tag says whose they are. */
const STORED_VERSION = 1;
const HEADER_SIZE = 4;
const SHORT_ENTRY_SIZE = 4;
const TAGS_WITH_ID = new Set([2, 8]);

/**
 * Turns a POSIX access control list as `getxattr` returns it into the form that ext4 keeps.
 * @throws OpsError `source-unsupported` when `value` is none
 */
export function encodeAccessControlList(name: string, value: Uint8Array): Uint8Array {
  const view = viewOf(value);
  const whole = value.length >= HEADER_SIZE && (value.length - HEADER_SIZE) % PORTABLE_ENTRY_SIZE === 0;
  if (!whole || view.getUint32(0, true) !== PORTABLE_VERSION) {
    throw new OpsError('source-unsupported', `extended attribute "${name}": is not an access control list`);
  }
  const stored = new Uint8Array(value.length);
  viewOf(stored).setUint32(0, STORED_VERSION, true);
  let end = HEADER_SIZE;
  for (let at = HEADER_SIZE; at < value.length; at += PORTABLE_ENTRY_SIZE) {
    const size = TAGS_WITH_ID.has(view.getUint16(at, true)) ? PORTABLE_ENTRY_SIZE : SHORT_ENTRY_SIZE;
    stored.set(value.subarray(at, at + size), end);
    end += size;
  }
  return stored.subarray(0, end);
}
