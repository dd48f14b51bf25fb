import { ftruncateSync, writeSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import { hostError, onHost } from './host-errors.js';

/** Somewhere to put bytes; the same shape as the `ByteTarget` of formats. */
export interface WritableTarget {
  write(position: number, bytes: Uint8Array): void;
}

/**
 * An open file of a fixed size as a target. The descriptor stays the caller's to close.
 *
 * @example
 * const target = createFileTarget(fd, path, 10 * GIB); // a hole of 10 GiB
 */
export class FileTarget implements WritableTarget {
  readonly #fd: number;
  readonly #path: string;
  readonly #size: number;

  /** @param path for messages @param size in bytes: writes beyond it are refused */
  constructor(fd: number, path: string, size: number) {
    this.#fd = fd;
    this.#path = path;
    this.#size = size;
  }

  /** @throws OpsError `host-disk-full`, `host-file`, or `internal` for a range outside of the file */
  write(position: number, bytes: Uint8Array): void {
    this.check(position, bytes.length);
    let done = 0;
    while (done < bytes.length) {
      const count = this.#writeSome(bytes, done, position + done);
      // POSIX lets a write be short; one that writes nothing and says nothing would loop forever.
      if (count === 0) throw new OpsError('host-file', `${this.#path}: cannot write: nothing was taken`);
      done += count;
    }
  }

  /** @throws OpsError `internal` for a range outside of the file */
  check(position: number, length: number): void {
    checkRange(position, length, this.#size, this.#path);
  }

  #writeSome(bytes: Uint8Array, offset: number, position: number): number {
    try {
      return writeSync(this.#fd, bytes, offset, bytes.length - offset, position);
    } catch (error) {
      throw hostError(error, this.#path, 'write');
    }
  }
}

/** Makes the open file one hole of `size` bytes, whatever it held, and gives it as a target. */
export function createFileTarget(fd: number, path: string, size: number): FileTarget {
  onHost(`set the size to ${size} bytes`, path, () => {
    ftruncateSync(fd, 0);
    ftruncateSync(fd, size);
  });
  return new FileTarget(fd, path, size);
}

/** A range of another target, such as a partition of a disk: position 0 is its start, and nothing lands outside. */
export class WindowTarget implements WritableTarget {
  readonly #target: WritableTarget;
  readonly #start: number;
  readonly #length: number;
  readonly #name: string;

  /** @param name for messages, such as `root partition` */
  constructor(target: WritableTarget, start: number, length: number, name: string) {
    this.#target = target;
    this.#start = start;
    this.#length = length;
    this.#name = name;
  }

  /** @throws OpsError `internal` for a range outside of the window, and what the target throws */
  write(position: number, bytes: Uint8Array): void {
    checkRange(position, bytes.length, this.#length, this.#name);
    this.#target.write(this.#start + position, bytes);
  }
}

function checkRange(position: number, length: number, limit: number, name: string): void {
  if (Number.isSafeInteger(position) && position >= 0 && position + length <= limit) return;
  throw new OpsError('internal', `${name}: ${length} bytes at ${position} are outside of its ${limit} bytes`);
}
