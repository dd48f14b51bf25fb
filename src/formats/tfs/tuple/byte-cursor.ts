import type { OpsError } from '../../../core/errors.js';
import type { RandomAccess } from '../../random-access.js';

/** Bytes that are asked for at once. */
const WINDOW = 64 * 1024;
const LONGEST_VARINT = 10;
const MAXIMUM = 2n ** 64n;
const NOTHING = new Uint8Array(0);

/** Makes the error for what cannot be at a byte. */
export type Refuse = (position: number, reason: string) => OpsError;

/** Reads a part of something from its start to its end, a window at a time. */
export class ByteCursor {
  readonly #access: RandomAccess;
  readonly #end: number;
  readonly #refuse: Refuse;
  #window: Uint8Array = NOTHING;
  /** Where the window begins, and what of it is read. */
  #start: number;
  #used = 0;

  constructor(access: RandomAccess, start: number, end: number, refuse: Refuse) {
    this.#access = access;
    this.#start = start;
    this.#end = end;
    this.#refuse = refuse;
  }

  get position(): number {
    return this.#start + this.#used;
  }

  /** Bytes to the end. */
  get left(): number {
    return this.#end - this.position;
  }

  refuse(reason: string, position = this.position): OpsError {
    return this.#refuse(position, reason);
  }

  byte(): number {
    if (this.#used >= this.#window.length) this.#advance();
    const byte = this.#window[this.#used];
    if (byte === undefined) throw this.refuse('ends too early');
    this.#used++;
    return byte;
  }

  /** @throws what {@link refuse} makes, also for a number over 2^53 - 1 */
  varint(): number {
    const start = this.position;
    const value = this.longVarint();
    if (value <= Number.MAX_SAFE_INTEGER) return Number(value);
    throw this.refuse(`${value} is larger than any count`, start);
  }

  /** A number of 64 bits. */
  longVarint(): bigint {
    const start = this.position;
    let low = 0;
    let high = 0n;
    for (let count = 1; count <= LONGEST_VARINT; count++) {
      const byte = this.byte();
      // Seven groups fit a number exactly; the rest is rare.
      if (count <= 7) low = low * 128 + (byte & 0x7f);
      else high = (count === 8 ? BigInt(low) : high) * 128n + BigInt(byte & 0x7f);
      if (byte >= 0x80) continue;
      const value = count <= 7 ? BigInt(low) : high;
      if (value < MAXIMUM) return value;
      break;
    }
    throw this.refuse('a number has more than 64 bits', start);
  }

  /** A copy of the next bytes. */
  take(length: number): Uint8Array {
    if (length > this.left) throw this.refuse(`${length} bytes are more than the ${this.left} that are left`);
    if (this.#used + length > this.#window.length) {
      this.#start = this.position;
      this.#used = 0;
      this.#window = this.#access.read(this.#start, Math.min(Math.max(WINDOW, length), this.left));
      if (this.#window.length < length) throw this.refuse('the volume ends within it');
    }
    const bytes = this.#window.slice(this.#used, this.#used + length);
    this.#used += length;
    return bytes;
  }

  #advance(): void {
    this.#start = this.position;
    this.#used = 0;
    const length = Math.min(WINDOW, this.left);
    this.#window = length > 0 ? this.#access.read(this.#start, length) : NOTHING;
  }
}
