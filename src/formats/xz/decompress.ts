import { OpsError } from '../../core/errors.js';
import { bytesAccess, type RandomAccess } from '../random-access.js';
import { unpackBlock } from './block.js';
import { BlockTally, readBlockIndex } from './block-index.js';
import { type CheckKind, findCheck } from './check.js';
import { corrupt, unsupported } from './corrupt.js';
import { crc32 } from './crc32.js';
import { Cursor } from './cursor.js';
import { Lzma2Decoder } from './lzma2.js';

const HEADER_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;
const FOOTER_MAGIC = [0x59, 0x5a] as const;
const FLAGS_SIZE = 2;
/** The size of the index, in words, and the flags. */
const FOOTER_CONTENT_SIZE = 4 + FLAGS_SIZE;

/** A part of what was unpacked, in order. */
export interface UnpackedPiece {
  /** At most 2 MiB, which stay as they are until the next piece is asked for. */
  readonly bytes: Uint8Array;
  /** How many packed bytes all that came so far was in. */
  readonly packed: number;
}

/**
 * Unpacks a file of the xz format, such as kernels, modules and archives are packed in: one or more streams, padded or
 * not, of LZMA2 blocks with the x86 filter or without; CRC-32, CRC-64, SHA-256 or no check. Takes memory for one
 * dictionary, a quarter of it, and a few MiB.
 *
 * @throws OpsError `format-corrupt`; `format-unsupported` for other filters and checks; `format-limit` for a dictionary
 *   over 1.5 GiB. What came before it may be damaged, too.
 * @see https://tukaani.org/xz/xz-file-format.txt
 */
export function* unpackXz(source: RandomAccess): Generator<UnpackedPiece, void> {
  const cursor = new Cursor(source);
  const decoder = new Lzma2Decoder();
  do {
    for (const bytes of unpackStream(source, cursor, decoder)) yield { bytes, packed: cursor.position };
    skipStreamPadding(cursor);
  } while (!cursor.isAtEnd);
}

/** The same for what is in memory. @param limit largest number of bytes to unpack to, `format-limit` beyond it */
export function decompressXz(packed: Uint8Array, limit: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (const { bytes } of unpackXz(bytesAccess(packed))) {
    size += bytes.length;
    if (size > limit) throw new OpsError('format-limit', `xz data: it unpacks to more than ${limit} bytes`);
    pieces.push(bytes.slice());
  }
  const output = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    output.set(piece, at);
    at += piece.length;
  }
  return output;
}

function* unpackStream(source: RandomAccess, cursor: Cursor, decoder: Lzma2Decoder): Generator<Uint8Array, void> {
  const check = readStreamHeader(cursor);
  const blocks = new BlockTally();
  // The header of a block begins with its size, which is not zero; the index with a zero.
  while (cursor.peek() !== 0) blocks.add(yield* unpackBlock(cursor, decoder, check));
  readStreamFooter(cursor, check, readBlockIndex(source, cursor, blocks));
}

function readStreamHeader(cursor: Cursor): CheckKind {
  if (HEADER_MAGIC.some((byte) => cursor.byte() !== byte)) throw corrupt('it does not start with its magic');
  const flags = cursor.take(FLAGS_SIZE);
  if (cursor.word() !== crc32(flags)) throw corrupt('its header is damaged');
  const [reserved, check = 0] = flags;
  if (reserved !== 0) throw unsupported('it has unknown flags');
  return findCheck(check);
}

function readStreamFooter(cursor: Cursor, check: CheckKind, indexSize: number): void {
  const sum = cursor.word();
  const content = cursor.take(FOOTER_CONTENT_SIZE);
  if (sum !== crc32(content)) throw corrupt('its footer is damaged');
  const footer = new Cursor(bytesAccess(content));
  if ((footer.word() + 1) * 4 !== indexSize) throw corrupt('its footer does not match its index');
  if (footer.byte() !== 0 || footer.byte() !== check.id) throw corrupt('its footer does not match its header');
  if (FOOTER_MAGIC.some((byte) => cursor.byte() !== byte)) throw corrupt('it does not end with its magic');
}

/** Between streams, and after the last, are words of zeros. */
function skipStreamPadding(cursor: Cursor): void {
  while (!cursor.isAtEnd && cursor.peek() === 0) if (cursor.word() !== 0) throw corrupt('its padding is not zero');
}
