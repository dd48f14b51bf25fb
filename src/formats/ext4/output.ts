import { viewOf } from '../binary/bytes.js';
import type { ByteTarget } from '../tree.js';

/** Bytes that are gathered before they are written. */
export const CHUNK_SIZE = 2 ** 20;

/** A target that counts. */
export class Output {
  readonly #target: ByteTarget;
  /** Bytes. */
  written = 0;

  constructor(target: ByteTarget) {
    this.#target = target;
  }

  write(position: number, bytes: Uint8Array): void {
    this.#target.write(position, bytes);
    this.written += bytes.length;
  }
}

/** Gathers what follows one another on the volume into large writes: thousands of small files cost few of them. */
export class OutputStream {
  readonly #output: Output;
  /** The memory that {@link reserveOffset} gives offsets of. */
  readonly bytes = new Uint8Array(CHUNK_SIZE);
  readonly view = viewOf(this.bytes);
  #position = 0;
  #used = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Bytes that {@link reserve} can give at `position` without a write before: never zero. */
  room(position: number): number {
    const follows = position === this.#position + this.#used;
    return follows && this.#used < CHUNK_SIZE ? CHUNK_SIZE - this.#used : CHUNK_SIZE;
  }

  /**
   * The memory for `length` bytes, at most {@link CHUNK_SIZE}, that belong at `position`, to be filled before the next
   * call. It holds old bytes.
   */
  reserve(position: number, length: number): Uint8Array {
    const start = this.reserveOffset(position, length);
    return this.bytes.subarray(start, start + length);
  }

  /** {@link reserve} for what is so small and so many that a `Uint8Array` for each would cost more than to fill it. */
  reserveOffset(position: number, length: number): number {
    if (position !== this.#position + this.#used || this.#used + length > CHUNK_SIZE) {
      this.flush();
      this.#position = position;
    }
    const start = this.#used;
    this.#used += length;
    return start;
  }

  flush(): void {
    if (this.#used > 0) this.#output.write(this.#position, this.bytes.subarray(0, this.#used));
    this.#position += this.#used;
    this.#used = 0;
  }
}
