import type { RandomAccess } from '../random-access.js';
import { corrupt } from './corrupt.js';

/** A number of the format has at most nine bytes of seven bits; this keeps it a safe integer. */
const LONGEST_NUMBER = 7;
const READ_AHEAD = 64 * 1024;
const NOTHING = new Uint8Array();

/** Reads forward, a piece of the source at a time, and throws `format-corrupt` instead of reading past its end. */
export class Cursor {
  readonly #source: RandomAccess;
  /** What was read of the source, up to its byte `#end`; the next byte is at `#next`. */
  #ahead: Uint8Array = NOTHING;
  #next = 0;
  #end: number;

  constructor(source: RandomAccess, position = 0) {
    this.#source = source;
    this.#end = position;
  }

  get position(): number {
    return this.#end - this.#ahead.length + this.#next;
  }

  get isAtEnd(): boolean {
    return this.position >= this.#source.size;
  }

  byte(): number {
    const byte = this.peek();
    this.#next++;
    return byte;
  }

  /** The next byte, which stays the next one. */
  peek(): number {
    if (this.#next >= this.#ahead.length) this.#read(1);
    return this.#ahead[this.#next] ?? 0;
  }

  /** A view of the next bytes. */
  take(length: number): Uint8Array {
    if (length > this.#ahead.length - this.#next) this.#read(length);
    this.#next += length;
    return this.#ahead.subarray(this.#next - length, this.#next);
  }

  /** 32 bits, little-endian. */
  word(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.take(4);
    return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  }

  /** A number of variable length: seven bits a byte, low ones first, the high bit says that another byte follows. */
  number(): number {
    let value = 0;
    for (let index = 0; index < LONGEST_NUMBER; index++) {
      const byte = this.byte();
      if (byte === 0 && index > 0) throw corrupt('a number has zeros in front of it');
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    throw corrupt('a number is too large');
  }

  /** Zeros up to the next multiple of four bytes. */
  padding(): void {
    while (this.position % 4 !== 0) if (this.byte() !== 0) throw corrupt('its padding is not zero');
  }

  #read(length: number): void {
    const { position } = this;
    this.#ahead = this.#source.read(position, Math.max(length, READ_AHEAD));
    this.#next = 0;
    this.#end = position + this.#ahead.length;
    if (this.#ahead.length < length) throw corrupt('it is cut off');
  }
}
