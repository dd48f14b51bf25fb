import { lstatSync } from 'node:fs';
import { OpsError } from '../../core/errors.js';
import type { OperationOptions } from '../../core/progress.js';
import type { CopiedFiles, StoredFile } from '../../core/stored-file.js';
import type { FilesystemReader } from '../../formats/filesystem-reader.js';
import { onHost } from '../../io/host-errors.js';
import { runInTimeSlices } from '../../io/time-slices.js';
import { ArchiveFile } from '../archive-file.js';
import { openerOf } from '../kinds/index.js';
import { kindOn } from '../kinds/probe.js';
import { copyOut } from './copy-out.js';
import { planCopy, type CopyOptions } from './copy-plan.js';
import { describeEntry } from './describe-entry.js';
import { parsePattern } from './disk-pattern.js';
import { DiskTree, type DiskEntry } from './disk-tree.js';
import { exportArchive, streamArchive, type ArchiveFormat } from './export-archive.js';
import { exportDirectory, withoutSockets } from './export-tree.js';
import { bytesOfShown } from './shown-name.js';
import { walkDisk } from './walk-disk.js';

const CHUNK = 1024 * 1024;

/** The files of a disk image, read where it lies: no mount, no root. */
export class OpenedDisk implements Disposable {
  readonly replayed: boolean;
  readonly #image: ArchiveFile;
  readonly #reader: FilesystemReader;
  readonly #tree: DiskTree;

  private constructor(image: ArchiveFile, reader: FilesystemReader) {
    this.#image = image;
    this.#reader = reader;
    this.#tree = new DiskTree(reader);
    this.replayed = reader.replayed;
  }

  /** @param shown what messages call it @throws OpsError `format-corrupt`, `format-unsupported`, `source-*` */
  static async open(location: string, shown: string): Promise<OpenedDisk> {
    const image = ArchiveFile.open(location, shown);
    try {
      // What is of no kind is told by the one that is the default.
      const opener = await openerOf(kindOn(image) ?? 'ext4');
      return new OpenedDisk(image, opener.open(image).reader);
    } catch (error) {
      image[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#image[Symbol.dispose]();
  }

  list(path: string): StoredFile[] {
    const { entry, isDirectory } = this.#open(path);
    return (isDirectory ? this.#tree.children(entry) : [entry]).map((found) => this.#describe(found));
  }

  *tree(path: string): Generator<{ file: StoredFile; depth: number; isLast: boolean }> {
    const { entry: start } = this.#open(path);
    for (const { entry, status, depth, isLast } of walkDisk(this.#tree, start, { dereference: false })) {
      yield { file: describeEntry(entry, status), depth, isLast };
    }
  }

  find(paths: readonly string[]): StoredFile[] {
    return this.#files(paths).map((entry) => this.#describe(entry));
  }

  *read(paths: readonly string[]): Generator<Uint8Array> {
    for (const { inode } of this.#files(paths)) {
      for (let position = 0; ; position += CHUNK) {
        const chunk = new Uint8Array(CHUNK);
        const length = this.#reader.readFile(inode, position, chunk);
        if (length > 0) yield chunk.subarray(0, length);
        if (length < CHUNK) break;
      }
    }
  }

  async copyOut(
    request: CopyOptions & { readonly paths: readonly string[]; readonly destination: string },
    { signal, progress }: OperationOptions,
  ): Promise<CopiedFiles> {
    const plan = planCopy(this.#tree, this.#match(request.paths), request.destination, request);
    return runInTimeSlices(copyOut(this.#tree, plan), {
      signal,
      onProgress: (done) => progress?.report(done, plan.content),
    });
  }

  async exportTo(
    request: { readonly format: 'directory' | ArchiveFormat; readonly destination: string; readonly replace: boolean },
    options: OperationOptions,
  ): Promise<CopiedFiles> {
    const { format, destination, replace } = request;
    if (format === 'directory') return exportDirectory(this.#tree, destination, options);
    if (!replace) refuseTaken(destination);
    const { tree, counts } = withoutSockets(this.#reader.readTree());
    await exportArchive(this.#reader, { tree, content: counts.content }, destination, format, options);
    return counts;
  }

  async exportInto(
    target: NodeJS.WritableStream,
    format: ArchiveFormat,
    options: OperationOptions,
  ): Promise<CopiedFiles> {
    const { tree, counts } = withoutSockets(this.#reader.readTree());
    await streamArchive(this.#reader, { tree, content: counts.content }, target, format, options);
    return counts;
  }

  /** A directory, also by a link to it; of another link, the link. */
  #open(path: string): { entry: DiskEntry; isDirectory: boolean } {
    const entry = this.#tree.find(namesOf(path));
    const status = this.#tree.status(entry);
    if (status.node.kind !== 'symlink') return { entry, isDirectory: status.node.kind === 'directory' };
    try {
      const followed = this.#tree.follow(entry);
      if (this.#tree.status(followed).node.kind === 'directory') return { entry: followed, isDirectory: true };
    } catch (error) {
      // A link to what is not there is still a file to show.
      if (!(error instanceof OpsError) || error.code !== 'source-not-found') throw error;
    }
    return { entry, isDirectory: false };
  }

  #match(paths: readonly string[]): DiskEntry[] {
    return paths.flatMap((path) => this.#tree.match(parsePattern(path), path));
  }

  /** Regular files, what links lead to among them. */
  #files(paths: readonly string[]): DiskEntry[] {
    return this.#match(paths).map((entry) => {
      const file = this.#tree.follow(entry);
      const { kind } = this.#tree.status(file).node;
      if (kind === 'file') return file;
      const { path } = this.#describe(entry);
      throw new OpsError('usage-invalid', `${path}: is a ${kind}, not a file`, { details: { path } });
    });
  }

  #describe(entry: DiskEntry): StoredFile {
    return describeEntry(entry, this.#tree.status(entry));
  }
}

function namesOf(path: string): Uint8Array[] {
  return path
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .map(bytesOfShown);
}

function refuseTaken(destination: string): void {
  const found = onHost('examine', destination, () => lstatSync(destination, { throwIfNoEntry: false }));
  if (found === undefined) return;
  throw new OpsError('host-file-exists', `${destination}: is there already`, {
    hint: 'to replace it: -f',
    details: { path: destination },
  });
}
