import { OpsError } from '../../core/errors.js';
import type { RandomAccess } from '../random-access.js';

/** Reads of one ELF file that either give every byte asked for or say what is damaged. */
export class CheckedReader {
  readonly size: number;
  readonly #file: RandomAccess;
  readonly #name: string;

  constructor(file: RandomAccess, name: string) {
    this.#file = file;
    this.#name = name;
    this.size = file.size;
  }

  /**
   * Exactly `length` bytes from `position`; `what` names them in the error.
   * @throws OpsError `format-corrupt` when they are not all there
   */
  read(position: number, length: number, what: string): Uint8Array {
    if (!(position >= 0 && length >= 0 && position + length <= this.size)) {
      throw this.corrupt(`${what} is past the end of the file`);
    }
    const bytes = this.#file.read(position, length);
    if (bytes.length !== length) throw this.corrupt(`${what} is cut short`);
    return bytes;
  }

  /**
   * The text that starts at `position` and ends before the first NUL, at most `limit` bytes with it.
   * @throws OpsError `format-corrupt` when no NUL is there
   */
  readText(position: number, limit: number, what: string): string {
    if (!(position >= 0 && position < this.size)) throw this.corrupt(`${what} is past the end of the file`);
    const bytes = this.read(position, Math.min(limit, this.size - position), what);
    const end = bytes.indexOf(0);
    if (end < 0) throw this.corrupt(`${what} has no end`);
    return new TextDecoder().decode(bytes.subarray(0, end));
  }

  corrupt(reason: string): OpsError {
    return new OpsError('format-corrupt', `${this.#name}: damaged ELF file: ${reason}`);
  }
}
