import { corrupt } from './corrupt.js';
import type { Cursor } from './cursor.js';
import { LzmaDecoder } from './lzma.js';

/** Values of a chunk's control byte; those from `LZMA` on carry the high bits of the unpacked size in the low five. */
const END = 0;
const STORED_RESET_DICTIONARY = 1;
const STORED = 2;
const LZMA = 0x80;
const LZMA_RESET_STATE = 0xa0;
const LZMA_NEW_PROPERTIES = 0xc0;
const LZMA_RESET_DICTIONARY = 0xe0;

/** Unpacks the LZMA2 chunks at `cursor` into the whole of `output`, and leaves the cursor behind them. */
export function decodeLzma2(cursor: Cursor, output: Uint8Array): void {
  const decoder = new LzmaDecoder();
  let at = 0;
  let dictionary = 0;
  let needsDictionary = true;
  let needsProperties = true;
  for (let control = cursor.byte(); control !== END; control = cursor.byte()) {
    if (control === STORED_RESET_DICTIONARY || control >= LZMA_RESET_DICTIONARY) {
      dictionary = at;
      needsDictionary = false;
      needsProperties = true;
    } else if (needsDictionary) throw corrupt('its first chunk does not start a dictionary');

    const size = (control >= LZMA ? (control & 0x1f) << 16 : 0) + bigEndian16(cursor) + 1;
    const end = at + size;
    if (end > output.length) throw corrupt('a block unpacks to too much');
    if (control >= LZMA) {
      const packedSize = bigEndian16(cursor) + 1;
      if (control >= LZMA_NEW_PROPERTIES) {
        decoder.setProperties(cursor.byte());
        needsProperties = false;
      } else if (needsProperties) throw corrupt('a chunk lacks its properties');
      else if (control >= LZMA_RESET_STATE) decoder.reset();
      decoder.decodeChunk(cursor.take(packedSize), output, dictionary, at, end);
    } else {
      if (control > STORED) throw corrupt('a chunk is of no known kind');
      output.set(cursor.take(size), at);
    }
    at = end;
  }
  if (at !== output.length) throw corrupt('a block unpacks to too little');
}

function bigEndian16(cursor: Cursor): number {
  const high = cursor.byte();
  return (high << 8) | cursor.byte();
}
