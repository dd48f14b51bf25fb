const LINE_FEED = 0x0a;

/** Keeps the last lines of bytes that pass, and nothing of the others. Bytes after the last line feed are a line, too. */
export class LastLines {
  readonly #count: number;
  /** Each a line, or a part of the last one. */
  #lines: Uint8Array[] = [];
  #isLineOpen = false;

  /** @param count zero or more */
  constructor(count: number) {
    this.#count = count;
  }

  push(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      const found = bytes.indexOf(LINE_FEED, from);
      const end = found < 0 ? bytes.length : found + 1;
      this.#add(bytes.subarray(from, end));
      this.#isLineOpen = found < 0;
      from = end;
    }
    // Dropped in bulk: shifting each line off would cost the square of their number.
    if (this.#lines.length > 2 * this.#count + 1024) this.#drop();
  }

  /** The lines with their line feeds. */
  bytes(): Uint8Array {
    this.#drop();
    return Buffer.concat(this.#lines);
  }

  #add(part: Uint8Array): void {
    const last = this.#isLineOpen ? this.#lines.pop() : undefined;
    this.#lines.push(last === undefined ? part : Buffer.concat([last, part]));
  }

  #drop(): void {
    this.#lines = this.#count === 0 ? [] : this.#lines.slice(-this.#count);
  }
}
