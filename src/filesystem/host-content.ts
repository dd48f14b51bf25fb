import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import type { StoredContent } from '../formats/filesystem-reader.js';
import type { ContentSource, FileNode } from '../formats/tree.js';
import { isSystemError, sourceError } from '../io/host-errors.js';
import { joinRawPath, rawPathFromBytes, showRawPath, toSystemPath } from '../io/raw-path.js';
import { ArchivedContent } from './archived-content.js';
import { HostFile } from './host-file.js';

/** What a file of a tree is made of: a file of this machine, of a volume, a part of an archive, or bytes in memory. */
export type TreeContent = HostFile | StoredContent | ArchivedContent | Uint8Array;

interface OpenFile {
  readonly file: HostFile;
  readonly fd: number;
}

/** A FIFO put in place of a file must not block us, nor a link lead us elsewhere. */
const SAFE_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** What opening or reading says when there is nothing at the path any more, or something that is not a regular file. */
const NOT_THE_FILE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'ESPIPE', 'ENXIO']);

/**
 * Reads the files of host trees and of composed trees, one open file at a time. A file must be, before and after it is
 * read, the one that the tree was made from: same inode, size and modification time.
 *
 * @example
 * using source = new HostContentSource();
 */
export class HostContentSource implements ContentSource<TreeContent>, Disposable {
  readonly #volume: ContentSource<StoredContent> | undefined;
  #open: OpenFile | undefined;
  /** Reading leaves no trace where we own the file: a second build then finds the same times. Linux only. */
  #flags = SAFE_FLAGS | ((constants.O_NOATIME as number | undefined) ?? 0);

  /** @param volume what the files of a volume in the tree are read from; they need not be of one otherwise */
  constructor(volume?: ContentSource<StoredContent>) {
    this.#volume = volume;
  }

  /** @throws OpsError `source-changed`, `source-unreadable` */
  read(file: FileNode<TreeContent>, position: number, into: Uint8Array): void {
    const { content } = file;
    if (content instanceof Uint8Array) {
      into.set(content.subarray(position, position + into.length));
      return;
    }
    if (content instanceof ArchivedContent) {
      content.read(position, into);
      return;
    }
    if (!(content instanceof HostFile)) {
      if (!this.#volume) throw new OpsError('internal', `inode ${content.inode}: of a volume that is not open`);
      this.#volume.read(file as FileNode<StoredContent>, position, into);
      return;
    }
    try {
      const open = this.#openFor(content, into.length);
      fill(open, position, into);
      if (position + into.length >= endOfData(file)) this.#finish(open);
    } catch (error) {
      this.close();
      throw readError(error, content);
    }
  }

  /** Closes what is open. The source can still be read from. */
  close(): void {
    if (this.#open) closeSync(this.#open.fd);
    this.#open = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #openFor(file: HostFile, firstRead: number): OpenFile {
    if (this.#open?.file === file) return this.#open;
    this.close();
    const open = { file, fd: this.#openFile(file) };
    this.#open = open;
    // A file that is read at once is checked once, after it: this is the hot path of small files.
    if (firstRead < file.size) checkUnchanged(open);
    return open;
  }

  #openFile(file: HostFile): number {
    const path = toSystemPath(joinRawPath(file.directory, rawPathFromBytes(file.name)));
    try {
      return openSync(path, this.#flags);
    } catch (error) {
      if (isSystemError(error, 'EPERM') && this.#flags !== SAFE_FLAGS) {
        this.#flags = SAFE_FLAGS;
        return this.#openFile(file);
      }
      throw error;
    }
  }

  #finish(open: OpenFile): void {
    checkUnchanged(open);
    this.close();
  }
}

function fill({ file, fd }: OpenFile, position: number, into: Uint8Array): void {
  let filled = 0;
  while (filled < into.length) {
    const count = readSync(fd, into, filled, into.length - filled, position + filled);
    if (count === 0) throw changed(file, `ends at ${position + filled} of ${file.size} bytes`);
    filled += count;
  }
}

function endOfData(file: FileNode<TreeContent>): number {
  const last = file.data?.at(-1);
  return last ? last.start + last.length : file.size;
}

function checkUnchanged({ file, fd }: OpenFile): void {
  const stat = fstatSync(fd, { bigint: true });
  if (!file.isUnchanged(stat)) throw changed(file, 'was changed since the tree was read');
}

function readError(error: unknown, file: HostFile): Error {
  if (isSystemError(error) && NOT_THE_FILE.has(error.code)) return changed(file, 'is no longer there', error);
  return sourceError(error, showPath(file), 'read');
}

function changed(file: HostFile, what: string, cause?: unknown): OpsError {
  const path = showPath(file);
  return new OpsError('source-changed', `${path}: ${what}`, {
    hint: 'run the command again when nothing writes to these files',
    details: { path },
    cause,
  });
}

function showPath(file: HostFile): string {
  return showRawPath(joinRawPath(file.directory, rawPathFromBytes(file.name)));
}
