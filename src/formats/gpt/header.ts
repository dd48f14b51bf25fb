import { OpsError } from '../../core/errors.js';
import { viewOf } from '../binary/bytes.js';
import { bytes, u32, u64 } from '../binary/field.js';
import { defineStructure, type StructureValue } from '../binary/structure.js';
import { crc32 } from '../xz/crc32.js';

/** The header of one of the two copies of a table. Places are sectors. */
export type GptHeader = Omit<
  StructureValue<typeof HEADER.table>,
  'signature' | 'revision' | 'headerSize' | 'headerCrc'
>;

const SIGNATURE = new TextEncoder().encode('EFI PART');
const REVISION_1_0 = 0x00010000;

export const HEADER = defineStructure(
  { name: 'GPT header', size: 92 },
  {
    signature: bytes(0, 8),
    revision: u32(8),
    headerSize: u32(12),
    headerCrc: u32(16),
    /** Where this copy is, and where the other. */
    own: u64(24),
    other: u64(32),
    /** What partitions may use. */
    firstUsable: u64(40),
    lastUsable: u64(48),
    diskGuid: bytes(56, 16),
    entries: u64(72),
    entryCount: u32(80),
    entrySize: u32(84),
    entriesCrc: u32(88),
  },
);
const CRC_OFFSET = HEADER.offsetOf('headerCrc');

/** The sector of a header, its checksum made. */
export function encodeHeader(header: GptHeader, sectorSize: number): Uint8Array {
  const sector = new Uint8Array(sectorSize);
  const view = viewOf(sector);
  const fixed = { signature: SIGNATURE, revision: REVISION_1_0, headerSize: HEADER.size, headerCrc: 0 };
  HEADER.encode(view, 0, { ...header, ...fixed });
  view.setUint32(CRC_OFFSET, crc32(sector.subarray(0, HEADER.size)), true);
  return sector;
}

/** Whether a sector claims to be a header. */
export function isHeader(sector: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => sector[index] === byte);
}

/** @throws OpsError `format-corrupt` for what is no header, or a damaged one; `format-unsupported` for a later kind */
export function decodeHeader(sector: Uint8Array): GptHeader {
  if (!isHeader(sector)) throw new OpsError('format-corrupt', 'GPT header: there is none');
  const header = HEADER.decode(viewOf(sector), 0);
  const { headerSize, headerCrc, revision } = header;
  if (headerSize < HEADER.size || headerSize > sector.length) {
    throw new OpsError('format-corrupt', `GPT header: cannot have ${headerSize} bytes`);
  }
  const covered = sector.slice(0, headerSize);
  covered.fill(0, CRC_OFFSET, CRC_OFFSET + 4);
  if (crc32(covered) !== headerCrc) throw new OpsError('format-corrupt', 'GPT header: its checksum is wrong');
  if (revision >>> 16 !== 1) {
    throw new OpsError('format-unsupported', `GPT header: revision ${revision >>> 16} is not known`);
  }
  return header;
}
