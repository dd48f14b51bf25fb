import { close, constants, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { MIB } from '../core/size.js';
import type { FileTarget, WritableTarget } from './file-target.js';

/** open(2): what O_DIRECT asks of memory, position and length. No page is then written both ways, which may lose bytes. */
const ALIGNMENT = 4096;
const BUFFER_SIZE = MIB;
const BUFFER_COUNT = 4;
/** Less than this is not worth a trip to the disk of its own. */
const MINIMUM_LENGTH = BUFFER_SIZE / 4;

const writeAsync = promisify(write);
const closeAsync = promisify(close);

/**
 * A file as a target for what is to be on the disk in the end: large aligned writes go there past the page cache, in the
 * background, which takes a fraction of the processor time and leaves little to sync. Everything else, and everything
 * where that is not possible, is left to the {@link FileTarget}. Each page of the file may be written once.
 *
 * @example
 * await using target = new DirectTarget(createFileTarget(fd, path, size), fd);
 * target.write(0, bytes);
 * await target.backlog();
 * await target.drain();
 */
export class DirectTarget implements WritableTarget, AsyncDisposable {
  readonly #file: FileTarget;
  readonly #fd: number | undefined;
  readonly #free: Uint8Array[];
  readonly #pending = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  /** @param fd of the file, which stays the caller's to close */
  constructor(file: FileTarget, fd: number) {
    this.#file = file;
    this.#fd = reopenDirect(fd);
    this.#free = this.#fd === undefined ? [] : alignedBuffers();
  }

  /** @throws OpsError as {@link FileTarget.write} does, perhaps for an earlier write */
  write(position: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += BUFFER_SIZE) {
      this.#writePiece(position + at, bytes.subarray(at, at + BUFFER_SIZE));
    }
  }

  /** What to wait for before more is written; `undefined` while there is room. */
  backlog(): Promise<void> | undefined {
    return this.#free.length === 0 ? this.#pending.values().next().value : undefined;
  }

  /** Waits until all is written. @throws OpsError as {@link write} does */
  async drain(): Promise<void> {
    await Promise.all(this.#pending);
    this.#throwFailure();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#pending);
    if (this.#fd !== undefined) await closeAsync(this.#fd);
  }

  #writePiece(position: number, piece: Uint8Array): void {
    this.#throwFailure();
    const fits = piece.length >= MINIMUM_LENGTH && piece.length % ALIGNMENT === 0 && position % ALIGNMENT === 0;
    const buffer = fits ? this.#free.pop() : undefined;
    if (this.#fd === undefined || !buffer) {
      this.#file.write(position, piece);
      return;
    }
    this.#file.check(position, piece.length);
    buffer.set(piece);
    const pending = this.#writeOut(this.#fd, position, buffer.subarray(0, piece.length)).finally(() => {
      this.#free.push(buffer);
      this.#pending.delete(pending);
    });
    this.#pending.add(pending);
  }

  async #writeOut(fd: number, position: number, bytes: Uint8Array): Promise<void> {
    const written = await writeAsync(fd, bytes, 0, bytes.length, position).then(
      ({ bytesWritten }) => bytesWritten,
      () => 0,
    );
    if (written === bytes.length) return;
    // Either the file system refuses such writes, and this one goes well, or this one says what is wrong.
    try {
      this.#file.write(position, bytes);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

/** Another descriptor of the same file; `undefined` where there is no O_DIRECT, as on macOS and on some file systems. */
function reopenDirect(fd: number): number | undefined {
  const flag = constants.O_DIRECT as number | undefined;
  if (flag === undefined) return undefined;
  try {
    return openSync(`/dev/fd/${fd}`, constants.O_WRONLY | flag);
  } catch {
    return undefined;
  }
}

/** Memory that may grow begins at a page; that of an ordinary array rarely does. */
function alignedBuffers(): Uint8Array[] {
  const memory = new ArrayBuffer(BUFFER_COUNT * BUFFER_SIZE, { maxByteLength: BUFFER_COUNT * BUFFER_SIZE });
  return Array.from({ length: BUFFER_COUNT }, (_, index) => new Uint8Array(memory, index * BUFFER_SIZE, BUFFER_SIZE));
}
