import { OpsError } from '../../core/errors.js';
import { formatSize, GIB, MIB } from '../../core/size.js';

/** The largest dictionary that the program `xz` packs with; its presets stop at 64 MiB. */
const LARGEST_DICTIONARY = 1.5 * GIB;
/** What one chunk of LZMA2 unpacks to at most. */
const LARGEST_CHUNK = 2 * MIB;
/** LZMA looks at up to four low bits of how far it is in the dictionary: these stay as they are. */
const ALIGNMENT = 16;

/**
 * What was unpacked last, which matches reach back into: a buffer that is filled up, and then goes on behind a copy of
 * its last `size` bytes. It takes a quarter more than its size, and 2 MiB at least.
 */
export class Dictionary {
  readonly size: number;
  readonly bytes: Uint8Array;
  /** Where in `bytes` what can be reached back to begins, and where it ends. */
  start = 0;
  end = 0;

  /** @throws OpsError `format-limit` when it is larger than 1.5 GiB, or than the memory there is */
  constructor(size: number) {
    if (size > LARGEST_DICTIONARY) throw tooLarge(size);
    this.size = size;
    try {
      // Memory that is not written to is not taken.
      this.bytes = new Uint8Array(size + 2 * ALIGNMENT + Math.max(LARGEST_CHUNK, Math.ceil(size / 4)));
    } catch (error) {
      throw tooLarge(size, error);
    }
  }

  /** Forgets what there is. */
  reset(): void {
    this.start = this.end;
  }

  /** Makes room for a chunk behind its end. */
  makeRoom(length: number): void {
    if (this.end + length <= this.bytes.length) return;
    const shift = Math.floor((this.end - this.size - ALIGNMENT) / ALIGNMENT) * ALIGNMENT;
    this.bytes.copyWithin(0, shift, this.end);
    this.end -= shift;
    this.start -= shift;
    if (this.start < 0) this.start = ((this.start % ALIGNMENT) + ALIGNMENT) % ALIGNMENT;
  }
}

function tooLarge(size: number, cause?: unknown): OpsError {
  const limit = cause === undefined ? `over ${formatSize(LARGEST_DICTIONARY)}` : 'more than there is memory for';
  return new OpsError('format-limit', `xz data: its dictionary is ${formatSize(size)}, ${limit}`, {
    hint: 'pack it with a smaller one: xz -9',
    cause,
  });
}
