import { OpsError } from '../../core/errors.js';
import { corrupt, unsupported } from './corrupt.js';
import { crc32 } from './crc32.js';
import { crc64 } from './crc64.js';
import { Cursor } from './cursor.js';
import { decodeLzma2 } from './lzma2.js';
import { undoX86Filter } from './x86-filter.js';

const HEADER_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;
const FOOTER_MAGIC = [0x59, 0x5a] as const;
const HEADER_SIZE = 12;
const FOOTER_SIZE = 12;
const FLAGS_SIZE = 2;
const CRC_SIZE = 4;
/** Kinds of check, and the bytes they take. The kernel's own reader knows the first two, programs write the third. */
const CHECK_SIZES: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, 4],
  [4, 8],
]);
const LZMA2_FILTER = 0x21;
const X86_FILTER = 0x04;
const FILTER_COUNT = 0x03;
const RESERVED_FLAGS = 0x3c;
const HAS_PACKED_SIZE = 0x40;
const HAS_UNPACKED_SIZE = 0x80;

interface BlockRecord {
  /** Header, data and check, without the padding between the last two. */
  readonly size: number;
  readonly unpackedSize: number;
}

/**
 * Unpacks an xz stream such as kernels, modules and archives are packed in: LZMA2, the x86 filter, CRC-64, CRC-32 or no check.
 *
 * @param limit largest number of bytes to unpack to
 * @throws OpsError `format-corrupt`; `format-unsupported` for other filters and checks; `format-limit` beyond `limit`
 * @see https://tukaani.org/xz/xz-file-format.txt
 */
export function decompressXz(packed: Uint8Array, limit: number): Uint8Array {
  const check = readStreamHeader(new Cursor(packed));
  const indexStart = findIndex(packed, check);
  const records = readIndex(new Cursor(packed.subarray(0, packed.length - FOOTER_SIZE), indexStart));

  const total = records.reduce((sum, record) => sum + record.unpackedSize, 0);
  if (total > limit) throw new OpsError('format-limit', `xz data: it unpacks to ${total} bytes, over ${limit}`);
  const output = new Uint8Array(total);
  const cursor = new Cursor(packed.subarray(0, indexStart), HEADER_SIZE);
  let at = 0;
  for (const record of records) {
    readBlock(cursor, output.subarray(at, at + record.unpackedSize), record, check);
    at += record.unpackedSize;
  }
  if (cursor.position !== indexStart) throw corrupt('its index does not name all blocks');
  return output;
}

/** @returns the kind of check */
function readStreamHeader(cursor: Cursor): number {
  if (HEADER_MAGIC.some((byte) => cursor.byte() !== byte)) throw corrupt('it does not start with its magic');
  const flags = cursor.take(FLAGS_SIZE);
  if (cursor.word() !== crc32(flags)) throw corrupt('its header is damaged');
  const [reserved, check] = flags;
  if (reserved !== 0 || check === undefined || !CHECK_SIZES.has(check)) {
    throw unsupported(`check ${check ?? 0} is not supported, only CRC-64, CRC-32 and none`);
  }
  return check;
}

/** Reads the footer. @returns the position of the index */
function findIndex(packed: Uint8Array, check: number): number {
  const start = packed.length - FOOTER_SIZE;
  if (start < HEADER_SIZE) throw corrupt('it is cut off');
  const footer = new Cursor(packed, start);
  const checksum = footer.word();
  if (checksum !== crc32(packed.subarray(footer.position, footer.position + 4 + FLAGS_SIZE))) {
    throw corrupt('its footer is damaged or missing');
  }
  const indexSize = (footer.word() + 1) * 4;
  if (footer.byte() !== 0 || footer.byte() !== check) throw corrupt('its footer does not match its header');
  if (FOOTER_MAGIC.some((byte) => footer.byte() !== byte)) throw corrupt('it does not end with its magic');
  if (indexSize > start - HEADER_SIZE) throw corrupt('its index lies outside');
  return start - indexSize;
}

function readIndex(cursor: Cursor): BlockRecord[] {
  const start = cursor.position;
  if (cursor.byte() !== 0) throw corrupt('its index is damaged');
  const count = cursor.number();
  const records: BlockRecord[] = [];
  for (let index = 0; index < count; index++) {
    const size = cursor.number();
    records.push({ size, unpackedSize: cursor.number() });
  }
  cursor.padding();
  const content = cursor.bytes.subarray(start, cursor.position);
  if (cursor.word() !== crc32(content)) throw corrupt('its index is damaged');
  if (cursor.position !== cursor.bytes.length) throw corrupt('its index is not as long as it says');
  return records;
}

function readBlock(cursor: Cursor, output: Uint8Array, record: BlockRecord, check: number): void {
  const start = cursor.position;
  const x86Start = readBlockHeader(cursor);
  decodeLzma2(cursor, output);
  const checkSize = CHECK_SIZES.get(check) ?? 0;
  if (cursor.position - start + checkSize !== record.size) throw corrupt('a block is not as long as its index says');
  cursor.padding();
  if (x86Start !== undefined) undoX86Filter(output, x86Start);
  const checksums = checkSize === CRC_SIZE ? [crc32(output)] : checkSize === 0 ? [] : crc64(output);
  for (const word of checksums) if (cursor.word() !== word) throw corrupt('the checksum of a block is wrong');
}

/** @returns where the x86 filter starts to count, if there is one */
function readBlockHeader(cursor: Cursor): number | undefined {
  const start = cursor.position;
  const size = (cursor.byte() + 1) * 4;
  cursor.position = start;
  const content = cursor.take(size - CRC_SIZE);
  if (cursor.word() !== crc32(content)) throw corrupt('a block header is damaged');

  const header = new Cursor(content, 1);
  const flags = header.byte();
  if (flags & RESERVED_FLAGS) throw unsupported('a block has unknown flags');
  // The index has the sizes too, and they are held against that.
  if (flags & HAS_PACKED_SIZE) header.number();
  if (flags & HAS_UNPACKED_SIZE) header.number();
  const filters = Array.from({ length: (flags & FILTER_COUNT) + 1 }, () => {
    const id = header.number();
    return { id, properties: header.take(header.number()) };
  });
  const last = filters.pop();
  const other = filters.pop();
  if (last?.id !== LZMA2_FILTER || (other && other.id !== X86_FILTER) || filters.length > 0) {
    throw unsupported('only LZMA2, alone or after the x86 filter, is supported');
  }
  if (!other) return undefined;
  return other.properties.length === 0 ? 0 : new Cursor(other.properties).word();
}
