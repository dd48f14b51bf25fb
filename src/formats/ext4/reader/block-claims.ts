import { corrupt } from './damage.js';

/**
 * The blocks of directories and of trees over blocks that have been read. None may be met twice: so loops end, and what
 * a volume is read into is never larger than the volume.
 */
export class BlockClaims {
  readonly #claimed = new Set<number>();

  /** @throws OpsError `format-corrupt` when something else has it already */
  claim(block: number, structure: string, blockSize: number): void {
    if (this.#claimed.has(block))
      throw corrupt(structure, block * blockSize, `block ${block} belongs to more than one`);
    this.#claimed.add(block);
  }
}
