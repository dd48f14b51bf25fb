import { BLOCK_SIZE, EXTENSION_BLOCKS } from '../constants.js';
import { ByteBuffer } from '../tuple/index.js';
import { pushExtensionHeader, type TfsSummary } from './log-header.js';
import { TAG } from './record-tag.js';

const EXTENSION_SIZE = EXTENSION_BLOCKS * BLOCK_SIZE;
/** Most bytes of a link, and of what stands before the bytes of a tuple: a tag and two numbers. */
const TAG_AND_NUMBERS = 21;
/** With less room than this a record goes to the next extension. */
const WORTH_A_PIECE = 32;

/** A part of a log and its place. */
export interface BuiltExtension {
  readonly sector: number;
  /** As far as there is something; the rest is zeros. */
  readonly bytes: Uint8Array;
}

/** Lays records down one after another, in as many extensions as they need. */
export class LogBuilder {
  readonly #built: BuiltExtension[] = [];
  readonly #placeOf: (extension: number) => number;
  readonly #current = new ByteBuffer();
  #sector = 0;

  /** @param placeOf the sector of each extension behind sector 0, which are asked for in order from 0 */
  constructor(volume: Omit<TfsSummary, 'version'>, placeOf: (extension: number) => number) {
    this.#placeOf = placeOf;
    pushExtensionHeader(this.#current, 1, volume);
    this.#extend();
  }

  add(record: Uint8Array): void {
    for (let done = 0; done < record.length;) {
      if (this.#room <= WORTH_A_PIECE) this.#extend();
      const piece = record.subarray(done, done + this.#room);
      this.#current.byte(done === 0 ? TAG.tuple : TAG.tupleContinued);
      if (done === 0) this.#current.varint(record.length);
      this.#current.varint(piece.length);
      this.#current.append(piece);
      done += piece.length;
    }
  }

  /** All of the log, sector 0 first. Nothing can be added afterwards. */
  finish(): readonly BuiltExtension[] {
    this.#current.byte(TAG.endOfLog);
    this.#close();
    return this.#built;
  }

  /** Bytes of a tuple that fit, with what stands before them, and a link behind. */
  get #room(): number {
    return EXTENSION_SIZE - this.#current.length - 2 * TAG_AND_NUMBERS;
  }

  #extend(): void {
    const sector = this.#placeOf(this.#built.length);
    this.#current.byte(TAG.link);
    this.#current.varint(sector);
    this.#current.varint(EXTENSION_BLOCKS);
    this.#close();
    this.#sector = sector;
    pushExtensionHeader(this.#current, EXTENSION_BLOCKS);
  }

  #close(): void {
    this.#built.push({ sector: this.#sector, bytes: this.#current.take() });
  }
}
