import { OpsError } from '../../core/errors.js';
import type { Uuid } from '../../core/uuid.js';
import { viewOf } from '../binary/bytes.js';
import { bytes, u32, u64 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { guidFromBytes, guidToBytes } from './guid.js';

/** A partition. Its extent is in bytes and made of whole sectors. */
export interface GptPartition {
  /** See {@link GPT_TYPE}. */
  readonly type: Uuid;
  /** Its own, no other partition's. */
  readonly guid: Uuid;
  /** At most 36 UTF-16 units. */
  readonly name: string;
  /** Bytes from the start of the disk. */
  readonly offset: number;
  readonly size: number;
}

/** Bytes of an entry in the tables that are written; others may have larger ones. */
export const ENTRY_SIZE = 128;
/** Every table has room for so many at least (UEFI specification, section 5.3). */
export const ENTRY_COUNT = 128;

const NAME_UNITS = 36;
const ENTRY = defineStructure(
  { name: 'GPT entry', size: ENTRY_SIZE },
  {
    type: bytes(0, 16),
    guid: bytes(16, 16),
    first: u64(32),
    /** The sector that is the partition's last. */
    last: u64(40),
    attributesLow: u32(48),
    attributesHigh: u32(52),
    name: bytes(56, NAME_UNITS * 2),
  },
);

export function encodeEntry(view: DataView, position: number, partition: GptPartition, sectorSize: number): void {
  const { type, guid, name, offset, size } = partition;
  ENTRY.encode(view, position, {
    type: guidToBytes(type),
    guid: guidToBytes(guid),
    first: offset / sectorSize,
    last: (offset + size) / sectorSize - 1,
    attributesLow: 0,
    attributesHigh: 0,
    name: encodeName(name),
  });
}

/** The partition at `position` of a table, `undefined` for an entry that is not used. */
export function decodeEntry(view: DataView, position: number, sectorSize: number): GptPartition | undefined {
  const type = new Uint8Array(view.buffer, view.byteOffset + position, 16);
  if (type.every((byte) => byte === 0)) return undefined;
  const entry = ENTRY.decode(view, position);
  return {
    type: guidFromBytes(entry.type),
    guid: guidFromBytes(entry.guid),
    name: decodeName(entry.name),
    offset: entry.first * sectorSize,
    size: (entry.last + 1 - entry.first) * sectorSize,
  };
}

/** @throws OpsError `format-limit` for a name that is too long or has NUL in it */
export function encodeName(name: string): Uint8Array {
  if (name.length > NAME_UNITS || name.includes('\0')) {
    throw new OpsError(
      'format-limit',
      `partition ${JSON.stringify(name)}: is not at most ${NAME_UNITS} units without NUL`,
    );
  }
  const encoded = new Uint8Array(name.length * 2);
  const view = viewOf(encoded);
  for (let index = 0; index < name.length; index++) view.setUint16(index * 2, name.charCodeAt(index), true);
  return encoded;
}

function decodeName(encoded: Uint8Array): string {
  const view = viewOf(encoded);
  let name = '';
  for (let at = 0; at < encoded.length; at += 2) {
    const unit = view.getUint16(at, true);
    if (unit === 0) break;
    name += String.fromCharCode(unit);
  }
  return name;
}
