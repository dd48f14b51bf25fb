import type { RandomAccess } from '../formats/random-access.js';
import type { StoredRange } from '../formats/tar/index.js';

/** A file that holds others, open as long as these are read. */
export interface OpenArchive extends RandomAccess {
  /** How the user wrote it. */
  readonly shown: string;
  /** Fills `into` from byte `position`. @throws OpsError `source-changed`, `source-unreadable` */
  fill(position: number, into: Uint8Array): void;
}

/** The content of a file that is inside of an archive, at its places there. */
export class ArchivedContent {
  readonly #archive: OpenArchive;
  readonly #stored: readonly StoredRange[];

  constructor(archive: OpenArchive, stored: readonly StoredRange[]) {
    this.#archive = archive;
    this.#stored = stored;
  }

  /** Fills `into` with the file's bytes from `position`; holes are zeros. */
  read(position: number, into: Uint8Array): void {
    into.fill(0);
    const end = position + into.length;
    for (const { start, length, at } of this.#from(position)) {
      if (start >= end) return;
      const from = Math.max(start, position);
      const to = Math.min(start + length, end);
      this.#archive.fill(at + (from - start), into.subarray(from - position, to - position));
    }
  }

  *#from(position: number): Generator<StoredRange, void> {
    for (let index = this.#firstAfter(position); ; index++) {
      const range = this.#stored[index];
      if (!range) return;
      yield range;
    }
  }

  /** The first range that does not end before `position`: there may be a hundred thousand. */
  #firstAfter(position: number): number {
    let [low, high] = [0, this.#stored.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const range = this.#stored[middle];
      if (range && range.start + range.length <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
