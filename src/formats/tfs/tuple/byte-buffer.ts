import type { SymbolName } from './value.js';

const FIRST_CAPACITY = 256;

/** Bytes that grow at their end. */
export class ByteBuffer {
  #bytes = Buffer.alloc(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  symbol(name: SymbolName): void {
    this.#grow(name.length);
    this.#length += this.#bytes.write(name, this.#length, 'latin1');
  }

  /** Seven bits a byte, the highest first; all bytes but the last have their top bit set. */
  varint(value: number | bigint): void {
    if (value < 128) {
      this.byte(Number(value));
      return;
    }
    const groups: number[] = [];
    for (let rest = BigInt(value); rest > 0n; rest >>= 7n) {
      groups.push(Number(rest & 0x7fn) | (groups.length > 0 ? 0x80 : 0));
    }
    for (const group of groups.reverse()) this.byte(group);
  }

  /** A copy of all bytes; the buffer is empty afterwards. */
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return bytes;
  }

  #grow(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
