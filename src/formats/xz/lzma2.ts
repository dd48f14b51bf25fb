import { corrupt } from './corrupt.js';
import type { Cursor } from './cursor.js';
import { Dictionary } from './dictionary.js';
import { LzmaDecoder } from './lzma.js';

/** Values of a chunk's control byte; those from `LZMA` on carry the high bits of the unpacked size in the low five. */
const END = 0;
const STORED_RESET_DICTIONARY = 1;
const STORED = 2;
const LZMA = 0x80;
const LZMA_RESET_STATE = 0xa0;
const LZMA_NEW_PROPERTIES = 0xc0;
const LZMA_RESET_DICTIONARY = 0xe0;

/** Unpacks LZMA2, any number of times; the memory for it is kept. */
export class Lzma2Decoder {
  readonly #lzma = new LzmaDecoder();
  #dictionary: Dictionary | undefined;

  /**
   * Unpacks the chunks at `cursor` and leaves it behind them. Yields what each unpacks to, at most 2 MiB, which stays as
   * it is until the next one is asked for.
   */
  *decode(cursor: Cursor, dictionarySize: number): Generator<Uint8Array, void> {
    const dictionary = this.#begin(dictionarySize);
    let needsDictionary = true;
    let needsProperties = true;
    for (let control = cursor.byte(); control !== END; control = cursor.byte()) {
      if (control > STORED && control < LZMA) throw corrupt('a chunk is of no known kind');
      if (control === STORED_RESET_DICTIONARY || control >= LZMA_RESET_DICTIONARY) {
        dictionary.reset();
        needsDictionary = false;
        needsProperties = true;
      } else if (needsDictionary) throw corrupt('its first chunk does not start a dictionary');

      if (control >= LZMA_NEW_PROPERTIES) needsProperties = false;
      else if (control >= LZMA && needsProperties) throw corrupt('a chunk lacks its properties');
      yield this.#decodeChunk(cursor, control, dictionary);
    }
  }

  #begin(dictionarySize: number): Dictionary {
    if (this.#dictionary?.size !== dictionarySize) {
      this.#dictionary = undefined;
      this.#dictionary = new Dictionary(dictionarySize);
    }
    return this.#dictionary;
  }

  #decodeChunk(cursor: Cursor, control: number, dictionary: Dictionary): Uint8Array {
    const isPacked = control >= LZMA;
    const size = (isPacked ? (control & 0x1f) << 16 : 0) + bigEndian16(cursor) + 1;
    dictionary.makeRoom(size);
    const { end } = dictionary;
    if (isPacked) {
      const packedSize = bigEndian16(cursor) + 1;
      if (control >= LZMA_NEW_PROPERTIES) this.#lzma.setProperties(cursor.byte());
      else if (control >= LZMA_RESET_STATE) this.#lzma.reset();
      this.#lzma.decodeChunk(cursor.take(packedSize), dictionary, size);
    } else {
      dictionary.bytes.set(cursor.take(size), end);
    }
    dictionary.end += size;
    return dictionary.bytes.subarray(end, end + size);
  }
}

function bigEndian16(cursor: Cursor): number {
  const high = cursor.byte();
  return (high << 8) | cursor.byte();
}
