import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { hostError, isSystemError, onHost } from '../io/host-errors.js';

export interface ConsolePaths {
  readonly current: string;
  /** What `current` was before it was full: see rotate-console.ts. */
  readonly old: string;
}

interface OpenFile {
  readonly path: string;
  readonly fd: number;
  /** Nobody else's as long as the file is open. */
  readonly inode: bigint;
}

const CHUNK = 64 * 1024;

/**
 * Reads the two files of a console as one stream that goes on, whatever is rotated meanwhile. Only a reader who is two
 * rotations behind misses something: the file that is gone by then.
 */
export class ConsoleFiles implements Disposable {
  readonly #paths: ConsolePaths;
  #file: OpenFile | undefined;

  constructor(paths: ConsolePaths) {
    this.#paths = paths;
  }

  /** What is there and was not read yet, in the order in which it was written. */
  *read(): Generator<Uint8Array> {
    this.#file ??= open(this.#paths.old) ?? open(this.#paths.current);
    while (this.#file !== undefined) {
      yield* readToEnd(this.#file);
      const next = this.#openNext(this.#file);
      if (next === undefined) return;
      // Written between our reading it to its end and the rotation.
      yield* readToEnd(this.#file);
      closeSync(this.#file.fd);
      this.#file = next;
    }
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file.fd);
    this.#file = undefined;
  }

  /** The file after `file`; none while that is the one that is written. */
  #openNext({ inode }: OpenFile): OpenFile | undefined {
    const current = open(this.#paths.current);
    if (current === undefined) return undefined;
    if (current.inode !== inode) {
      const old = open(this.#paths.old);
      if (old === undefined || old.inode === inode) {
        if (old !== undefined) closeSync(old.fd);
        return current;
      }
      closeSync(current.fd);
      return old;
    }
    closeSync(current.fd);
    return undefined;
  }
}

function open(path: string): OpenFile | undefined {
  try {
    const fd = openSync(path, 'r');
    return { path, fd, inode: fstatSync(fd, { bigint: true }).ino };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw hostError(error, path, 'read');
  }
}

function* readToEnd({ path, fd }: OpenFile): Generator<Uint8Array> {
  for (;;) {
    const buffer = Buffer.allocUnsafe(CHUNK);
    const count = onHost('read', path, () => readSync(fd, buffer));
    if (count === 0) return;
    yield buffer.subarray(0, count);
  }
}
