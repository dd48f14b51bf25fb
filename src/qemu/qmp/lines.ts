/**
 * Cuts a stream of text into lines, wherever the chunks end. Not `node:readline`: it also ends a line at U+2028, which
 * JSON allows inside a string.
 */
export class LineSplitter {
  #rest = '';

  /** The lines that `chunk` completes, without their ends; empty ones are left out. */
  push(chunk: string): string[] {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map((line) => line.replace(/\r$/, '')).filter((line) => line !== '');
  }
}
