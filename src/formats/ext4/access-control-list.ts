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

/** What the kernel says for an entry whose tag is about nobody in particular. */
const NO_ID = 0xffffffff;

/** Turns what ext4 keeps into the list that `getxattr` returns; nothing when it is no list. */
export function decodeAccessControlList(stored: Uint8Array): Uint8Array | undefined {
  const view = viewOf(stored);
  if (stored.length < HEADER_SIZE || view.getUint32(0, true) !== STORED_VERSION) return undefined;
  const entries: Uint8Array[] = [];
  for (let at = HEADER_SIZE; at < stored.length;) {
    if (at + SHORT_ENTRY_SIZE > stored.length) return undefined;
    const hasId = TAGS_WITH_ID.has(view.getUint16(at, true));
    const end = at + (hasId ? PORTABLE_ENTRY_SIZE : SHORT_ENTRY_SIZE);
    if (end > stored.length) return undefined;
    const entry = new Uint8Array(PORTABLE_ENTRY_SIZE);
    viewOf(entry).setUint32(SHORT_ENTRY_SIZE, NO_ID, true);
    entry.set(stored.subarray(at, end));
    entries.push(entry);
    at = end;
  }
  const value = new Uint8Array(HEADER_SIZE + entries.length * PORTABLE_ENTRY_SIZE);
  viewOf(value).setUint32(0, PORTABLE_VERSION, true);
  for (const [index, entry] of entries.entries()) value.set(entry, HEADER_SIZE + index * PORTABLE_ENTRY_SIZE);
  return value;
}
