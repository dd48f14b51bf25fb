import { corrupt } from './corrupt.js';

/** A number of the format has at most nine bytes of seven bits; this keeps it a safe integer. */
const LONGEST_NUMBER = 7;

/** Reads forward over bytes, and throws `format-corrupt` instead of reading past their end. */
export class Cursor {
  readonly bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw corrupt('it is cut off');
    this.position++;
    return byte;
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.position) throw corrupt('it is cut off');
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
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
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    throw corrupt('a number is too large');
  }

  /** Zeros up to the next multiple of four bytes. */
  padding(): void {
    while (this.position % 4 !== 0) if (this.byte() !== 0) throw corrupt('its padding is not zero');
  }
}
