import type { ByteRange, ContentSource, FileNode } from '../tree.js';
import type { Allocation } from './allocation.js';
import { type Output, OutputStream } from './output.js';

/** Copies the contents of regular files from their source to their blocks. */
export class FileWriter<Content> {
  readonly stream: OutputStream;
  readonly #source: ContentSource<Content>;
  readonly #blockSize: number;

  constructor(output: Output, source: ContentSource<Content>, blockSize: number) {
    this.stream = new OutputStream(output);
    this.#source = source;
    this.#blockSize = blockSize;
  }

  /** Yields after each piece that is copied; a small file is one piece. */
  *write(file: FileNode<Content>, { extents }: Allocation): Generator<void, void, undefined> {
    const ranges = file.data ?? [{ start: 0, length: file.size }];
    let nextRange = 0;
    for (const { logical, start, length } of extents) {
      const end = length * this.#blockSize;
      for (let done = 0; done < end;) {
        const position = start * this.#blockSize + done;
        const piece = this.stream.reserve(position, Math.min(end - done, this.stream.room(position)));
        nextRange = this.#fill(piece, file, logical * this.#blockSize + done, ranges, nextRange);
        done += piece.length;
        yield;
      }
    }
  }

  /**
   * Reads what is data of `piece`, which belongs at `offset` of the file; the rest is zeros. Returns the first range
   * that reaches behind it.
   */
  #fill(piece: Uint8Array, file: FileNode<Content>, offset: number, ranges: readonly ByteRange[], first: number) {
    let filled = 0;
    let at = first;
    for (let range = ranges[at]; range && range.start < offset + piece.length; range = ranges[at]) {
      const from = Math.max(range.start - offset, 0);
      const end = range.start + range.length - offset;
      piece.fill(0, filled, from);
      filled = Math.min(end, piece.length);
      this.#source.read(file, offset + from, piece.subarray(from, filled));
      if (end > piece.length) break;
      at++;
    }
    piece.fill(0, filled);
    return at;
  }
}
