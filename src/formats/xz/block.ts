import { bytesAccess } from '../random-access.js';
import type { CheckKind } from './check.js';
import { corrupt, unsupported } from './corrupt.js';
import { crc32 } from './crc32.js';
import { Cursor } from './cursor.js';
import type { Lzma2Decoder } from './lzma2.js';
import { X86Filter } from './x86-filter.js';

const CRC_SIZE = 4;
const LZMA2_FILTER = 0x21;
const X86_FILTER = 0x04;
const FILTER_COUNT = 0x03;
const RESERVED_FLAGS = 0x3c;
const HAS_PACKED_SIZE = 0x40;
const HAS_UNPACKED_SIZE = 0x80;
const LARGEST_DICTIONARY_CODE = 40;

/** What the index of a stream has to say of a block. */
export interface BlockRecord {
  /** Header, data and check, without the padding between the last two. */
  readonly size: number;
  readonly unpackedSize: number;
}

interface BlockHeader {
  readonly dictionarySize: number;
  /** Where the x86 filter starts to count, if there is one. */
  readonly x86Start: number | undefined;
  readonly packedSize: number | undefined;
  readonly unpackedSize: number | undefined;
}

/** Unpacks the block at `cursor` and leaves it behind it. Yields pieces that stay until the next one is asked for. */
export function* unpackBlock(
  cursor: Cursor,
  decoder: Lzma2Decoder,
  kind: CheckKind,
): Generator<Uint8Array, BlockRecord> {
  const start = cursor.position;
  const header = readBlockHeader(cursor);
  const dataStart = cursor.position;
  const check = kind.begin();
  let unpackedSize = 0;
  for (const piece of unfilter(decoder.decode(cursor, header.dictionarySize), header.x86Start)) {
    check.update(piece);
    unpackedSize += piece.length;
    yield piece;
  }
  const packedSize = cursor.position - dataStart;
  if ((header.packedSize ?? packedSize) !== packedSize || (header.unpackedSize ?? unpackedSize) !== unpackedSize) {
    throw corrupt('a block is not as long as its header says');
  }
  const size = cursor.position - start + kind.size;
  cursor.padding();
  const sum = cursor.take(kind.size);
  if (check.digest().some((byte, index) => byte !== sum[index])) throw corrupt('the checksum of a block is wrong');
  return { size, unpackedSize };
}

function* unfilter(pieces: Generator<Uint8Array, void>, x86Start: number | undefined): Generator<Uint8Array, void> {
  if (x86Start === undefined) {
    yield* pieces;
    return;
  }
  const filter = new X86Filter(x86Start);
  for (const piece of pieces) yield filter.push(piece);
  yield filter.end();
}

function readBlockHeader(cursor: Cursor): BlockHeader {
  const size = (cursor.peek() + 1) * 4;
  const content = cursor.take(size - CRC_SIZE);
  if (cursor.word() !== crc32(content)) throw corrupt('a block header is damaged');

  const header = new Cursor(bytesAccess(content), 1);
  const flags = header.byte();
  if (flags & RESERVED_FLAGS) throw unsupported('a block has unknown flags');
  const packedSize = flags & HAS_PACKED_SIZE ? header.number() : undefined;
  const unpackedSize = flags & HAS_UNPACKED_SIZE ? header.number() : undefined;
  const filters = Array.from({ length: (flags & FILTER_COUNT) + 1 }, () => {
    const id = header.number();
    return { id, properties: new Cursor(bytesAccess(header.take(header.number()))) };
  });
  const last = filters.pop();
  const other = filters.pop();
  if (last?.id !== LZMA2_FILTER || (other && other.id !== X86_FILTER) || filters.length > 0) {
    throw unsupported('only LZMA2, alone or after the x86 filter, is supported');
  }
  const dictionarySize = readDictionarySize(last.properties);
  const x86Start = other && (other.properties.isAtEnd ? 0 : other.properties.word());
  return { dictionarySize, x86Start, packedSize, unpackedSize };
}

/** A power of two, or three times one. */
function readDictionarySize(properties: Cursor): number {
  const code = properties.byte();
  if (code > LARGEST_DICTIONARY_CODE) throw unsupported('a block has a dictionary of unknown size');
  return (2 + (code % 2)) * 2 ** (Math.floor(code / 2) + 11);
}
