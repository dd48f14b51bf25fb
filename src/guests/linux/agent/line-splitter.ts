/** Cuts bytes that arrive in any pieces into lines of ASCII, and forgets lines that never end. */
export class LineSplitter {
  readonly #longest: number;
  #rest = '';
  #skipping = false;

  /** @param longest in bytes; a longer line is left out */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** The lines that these bytes complete, without their line feeds. */
  push(bytes: Uint8Array): string[] {
    const pieces = (this.#rest + Buffer.from(bytes).toString('latin1')).split('\n');
    this.#rest = pieces.pop() ?? '';
    const lines = pieces.filter((line, index) => line.length <= this.#longest && !(index === 0 && this.#skipping));
    if (pieces.length > 0) this.#skipping = false;
    if (this.#rest.length > this.#longest) {
      this.#rest = '';
      this.#skipping = true;
    }
    return lines;
  }
}
