import type { RandomAccess } from '../../random-access.js';
import { corrupt } from './damage.js';

/** Where the journal has a newer content of a block. */
export interface JournalCopy {
  readonly block: number;
  /** Its first four bytes looked like a journal's own block and are stored as zeros. */
  readonly escaped: boolean;
}

const JOURNAL_MAGIC = Uint8Array.of(0xc0, 0x3b, 0x39, 0x98);
/** Blocks of inodes and directories that are kept: neighbours are asked for one after another. */
const CACHED_BLOCKS = 64;

/** The blocks of a volume, as they are once the journal's copies are in their places. */
export class VolumeBlocks {
  readonly blockSize: number;
  readonly blockCount: number;
  readonly #image: RandomAccess;
  readonly #copies: ReadonlyMap<number, JournalCopy>;
  readonly #cache = new Map<number, Uint8Array>();

  constructor(
    image: RandomAccess,
    blockSize: number,
    blockCount: number,
    copies: ReadonlyMap<number, JournalCopy> = new Map(),
  ) {
    this.blockSize = blockSize;
    this.blockCount = blockCount;
    this.#image = image;
    this.#copies = copies;
  }

  /** The same volume with `copies` of the journal over its blocks. */
  withCopies(copies: ReadonlyMap<number, JournalCopy>): VolumeBlocks {
    return new VolumeBlocks(this.#image, this.blockSize, this.blockCount, copies);
  }

  /**
   * One block of metadata, not to be changed; `structure` names it in errors.
   * @throws OpsError `format-corrupt` when the volume has no such block
   */
  read(block: number, structure: string): Uint8Array {
    const cached = this.#cache.get(block);
    if (cached) return cached;
    const bytes = new Uint8Array(this.blockSize);
    this.readInto(block, 0, bytes, structure);
    const [oldest] = this.#cache.keys();
    if (oldest !== undefined && this.#cache.size >= CACHED_BLOCKS) this.#cache.delete(oldest);
    this.#cache.set(block, bytes);
    return bytes;
  }

  /** Fills `into` from byte `offset` of the blocks that begin with `start` and follow each other. */
  readInto(start: number, offset: number, into: Uint8Array, structure: string): void {
    const position = start * this.blockSize + offset;
    const end = position + into.length;
    if (!(position >= 0 && end <= this.blockCount * this.blockSize)) {
      throw corrupt(structure, position, `is not within the ${this.blockCount} blocks of the volume`);
    }
    if (this.#copies.size === 0) this.#readImage(position, into, structure);
    else this.#readPieces(position, into, structure);
  }

  #readPieces(position: number, into: Uint8Array, structure: string): void {
    for (let done = 0; done < into.length;) {
      const block = Math.floor((position + done) / this.blockSize);
      const offset = (position + done) % this.blockSize;
      const piece = into.subarray(done, done + this.blockSize - offset);
      const copy = this.#copies.get(block);
      this.#readImage((copy?.block ?? block) * this.blockSize + offset, piece, structure);
      if (copy?.escaped && offset < JOURNAL_MAGIC.length) {
        piece.set(JOURNAL_MAGIC.subarray(offset, offset + piece.length));
      }
      done += piece.length;
    }
  }

  #readImage(position: number, into: Uint8Array, structure: string): void {
    const bytes = this.#image.read(position, into.length);
    if (bytes.length !== into.length) throw corrupt(structure, position, 'the image ends within it');
    into.set(bytes);
  }
}
