import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, rmSync, type BigIntStats } from 'node:fs';
import { OpsError } from '../core/errors.js';
import { sourceError } from '../io/host-errors.js';
import type { OpenArchive } from './archived-content.js';
import { compressionOf, decompress, type DecompressOptions } from './decompress.js';

/** A file to unpack into. It is unlinked at once: nothing of it is left when this process is gone. */
export interface Scratch extends Disposable {
  readonly fd: number;
  readonly path: string;
}

export interface ArchiveOptions extends DecompressOptions {
  /** Makes a file with room for what a compressed archive unpacks to. */
  readonly makeScratch: () => Scratch | Promise<Scratch>;
}

/** Headers stand between contents: reading ahead saves calls where files are small. */
const WINDOW = 64 * 1024;
const MAGIC_SIZE = 8;

/**
 * Opens an archive to be read at random; a compressed one is unpacked first.
 *
 * @param shown how the user wrote it
 * @throws OpsError `source-not-found`, `source-unreadable`, `source-changed`, `format-corrupt`, `unsupported`
 */
export async function openArchive(path: string, shown: string, options: ArchiveOptions): Promise<ArchiveFile> {
  const archive = ArchiveFile.open(path, shown);
  const compression = compressionOf(archive.read(0, MAGIC_SIZE));
  if (compression === undefined) return archive;
  using packed = archive;
  const scratch = await options.makeScratch();
  try {
    rmSync(scratch.path);
    const size = await decompress(compression, packed, scratch, options);
    packed.checkUnchanged();
    return ArchiveFile.unpacked(scratch, size, shown);
  } catch (error) {
    scratch[Symbol.dispose]();
    throw error;
  }
}

/** A file that holds others, open until it is disposed of. */
export class ArchiveFile implements OpenArchive, Disposable {
  readonly shown: string;
  readonly size: number;
  readonly fd: number;
  readonly #close: () => void;
  /** As it was when it was opened; a scratch file is ours alone. */
  readonly #stat: BigIntStats | undefined;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  private constructor(file: Pick<ArchiveFile, 'shown' | 'size' | 'fd'>, close: () => void, stat?: BigIntStats) {
    this.shown = file.shown;
    this.size = file.size;
    this.fd = file.fd;
    this.#close = close;
    this.#stat = stat;
  }

  static open(path: string, shown: string): ArchiveFile {
    try {
      const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const stat = fstatSync(fd, { bigint: true });
      return new ArchiveFile({ shown, fd, size: Number(stat.size) }, () => { closeSync(fd); }, stat); // prettier-ignore
    } catch (error) {
      throw sourceError(error, shown, 'open');
    }
  }

  static unpacked(scratch: Scratch, size: number, shown: string): ArchiveFile {
    return new ArchiveFile({ shown, size, fd: scratch.fd }, () => { scratch[Symbol.dispose](); }); // prettier-ignore
  }

  read(position: number, length: number): Uint8Array {
    const end = Math.min(position + length, this.size);
    if (position < this.#windowStart || end > this.#windowStart + this.#window.length) {
      this.#window = Buffer.alloc(Math.max(0, Math.min(Math.max(WINDOW, length), this.size - position)));
      this.#windowStart = position;
      this.fill(position, this.#window);
    }
    return this.#window.subarray(position - this.#windowStart, Math.max(position, end) - this.#windowStart);
  }

  fill(position: number, into: Uint8Array): void {
    try {
      let filled = 0;
      while (filled < into.length) {
        const count = readSync(this.fd, into, filled, into.length - filled, position + filled);
        if (count === 0) throw this.#changed();
        filled += count;
      }
    } catch (error) {
      throw sourceError(error, this.shown, 'read');
    }
    this.checkUnchanged();
  }

  /** @throws OpsError `source-changed` when somebody has written to the archive since it was opened */
  checkUnchanged(): void {
    const before = this.#stat;
    if (!before) return;
    const now = fstatSync(this.fd, { bigint: true });
    if (now.size !== before.size || now.mtimeNs !== before.mtimeNs) throw this.#changed();
  }

  [Symbol.dispose](): void {
    this.#close();
  }

  #changed(): OpsError {
    return new OpsError('source-changed', `${this.shown}: was changed while it was read`, {
      hint: 'run the command again when nothing writes to it',
      details: { path: this.shown },
    });
  }
}
