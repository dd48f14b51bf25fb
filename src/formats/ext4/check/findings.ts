import { OpsError } from '../../../core/errors.js';
import { SUPERBLOCK_OFFSET } from '../superblock.js';

/** Something that is not as it must be. */
export interface Finding {
  /** What is wrong in itself, such as `inode 12`. */
  readonly structure: string;
  /** Byte of the volume where it begins. */
  readonly offset: number;
  readonly problem: string;
}

/** One damaged structure can make thousands of others look wrong. */
const LIMIT = 100;

/** Gathers what is found, the first hundred of it. */
export class Findings {
  readonly list: Finding[] = [];
  truncated = false;

  add(structure: string, offset: number, problem: string): void {
    if (this.list.length >= LIMIT) this.truncated = true;
    else if (!this.#has(structure, problem)) this.list.push({ structure, offset, problem });
  }

  /** What `read` returns, or nothing when it finds damage, which is added. */
  attempt<Value>(read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof OpsError) || error.code !== 'format-corrupt') throw error;
      const { structure = 'superblock', offset = SUPERBLOCK_OFFSET } = error.details;
      const problem = error.message.slice(error.message.indexOf(': ') + 2);
      this.add(String(structure), Number(offset), problem);
      return undefined;
    }
  }

  /** A structure is read more than once. */
  #has(structure: string, problem: string): boolean {
    return this.list.some((other) => other.structure === structure && other.problem === problem);
  }
}
