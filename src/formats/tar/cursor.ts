import type { RandomAccess } from '../random-access.js';
import { corrupt, tooLarge, type MemberPlace } from './corrupt.js';
import { BLOCK_SIZE } from './header.js';

/** No name and no list of attributes comes near this; a damaged size must not take all memory. */
const LARGEST_HEADER = 8 * 2 ** 20;

/** Reads an archive forward, block by block, and throws `format-corrupt` instead of reading past its end. */
export class ArchiveCursor {
  readonly #archive: RandomAccess;
  position = 0;

  constructor(archive: RandomAccess) {
    this.#archive = archive;
  }

  get atEnd(): boolean {
    return this.position >= this.#archive.size;
  }

  block(place: MemberPlace): Uint8Array {
    return this.#take(BLOCK_SIZE, place);
  }

  /** The whole content of an extended header. */
  content(size: number, place: MemberPlace): Uint8Array {
    if (size > LARGEST_HEADER) throw tooLarge(place, `an extended header of ${size} bytes is over 8 MiB`);
    return this.#take(padded(size), place).subarray(0, size);
  }

  /** Goes on behind a content of `size` bytes. @returns where it begins */
  skip(size: number, place: MemberPlace): number {
    const start = this.position;
    // The padding of the last member may be missing together with the end mark, which is reported on its own.
    if (start + size > this.#archive.size) throw cutOff(place, this.#archive.size);
    this.position = start + padded(size);
    return start;
  }

  #take(length: number, place: MemberPlace): Uint8Array {
    const bytes = this.#archive.read(this.position, length);
    if (bytes.length < length) throw cutOff(place, this.#archive.size);
    this.position += length;
    return bytes;
  }
}

function cutOff(place: MemberPlace, size: number): Error {
  return corrupt(place, `the archive is cut off at byte ${size}`);
}

/** `size` with the padding behind it. */
export function padded(size: number): number {
  return Math.ceil(size / BLOCK_SIZE) * BLOCK_SIZE;
}
