import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { throwIfAborted } from '../../core/abort.js';
import { OpsError } from '../../core/errors.js';
import type { OperationOptions } from '../../core/progress.js';
import type { FilesystemReader, StoredContent } from '../../formats/filesystem-reader.js';
import { writeTar } from '../../formats/tar/index.js';
import type { DirectoryNode } from '../../formats/tree.js';
import { removeAbandonedFiles } from '../../io/abandoned-files.js';
import { createAtomicFile } from '../../io/atomic-file.js';

export type ArchiveFormat = 'tar' | 'tar.gz' | 'tar.zst';

export interface Archived {
  readonly tree: DirectoryNode<StoredContent>;
  /** Bytes of the contents, for progress. */
  readonly content: number;
}

/** Writes a tree as an archive that appears whole or not at all. */
export async function exportArchive(
  reader: FilesystemReader,
  archived: Archived,
  destination: string,
  format: ArchiveFormat,
  options: OperationOptions,
): Promise<void> {
  const [directory, name] = [path.dirname(destination), path.basename(destination)];
  removeAbandonedFiles(directory, name);
  using file = createAtomicFile(directory, name, { mode: 0o666 });
  const sink = createWriteStream('', { fd: file.fd, autoClose: false, start: 0 });
  // Ended, so that its last bytes are in the file before that gets its name.
  await pipeArchive(reader, archived, sink, format, { ...options, end: true });
  await file.commit(name);
}

/** Writes an archive to a stream that goes on to be its owner's: some of it may still be on its way. */
export async function streamArchive(
  reader: FilesystemReader,
  archived: Archived,
  target: NodeJS.WritableStream,
  format: ArchiveFormat,
  options: OperationOptions,
): Promise<void> {
  await pipeArchive(reader, archived, target, format, { ...options, end: false });
}

/** The same bytes each time for the same tree. */
async function pipeArchive(
  reader: FilesystemReader,
  archived: Archived,
  target: NodeJS.WritableStream,
  format: ArchiveFormat,
  { signal, progress, end }: OperationOptions & { readonly end: boolean },
): Promise<void> {
  const chunks = Readable.from(tarChunks(reader, archived, progress), {
    objectMode: false,
    highWaterMark: 1024 * 1024,
  });
  const options = { end, ...(signal && { signal }) };
  const packer = createPacker(format);
  try {
    if (packer) await pipeline(chunks, packer, target, options);
    else await pipeline(chunks, target, options);
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
}

function* tarChunks(
  reader: FilesystemReader,
  { tree, content }: Archived,
  progress: OperationOptions['progress'],
): Generator<Uint8Array> {
  let chunks: Uint8Array[] = [];
  const target = { write: (_position: number, bytes: Uint8Array) => void chunks.push(bytes) };
  const work = writeTar(tree, reader, target);
  for (let step = work.next(); ; step = work.next()) {
    yield* chunks;
    chunks = [];
    progress?.report(Math.min(step.value, content), content);
    if (step.done) return;
  }
}

function createPacker(format: ArchiveFormat): Transform | undefined {
  switch (format) {
    case 'tar':
      return undefined;
    case 'tar.gz':
      return zlib.createGzip();
    case 'tar.zst':
      if ('createZstdCompress' in zlib) return zlib.createZstdCompress();
      throw new OpsError('unsupported', 'zstd: this Node.js cannot pack with it', {
        hint: 'use Node.js 22.15 or newer, or export to a .tar.gz',
      });
  }
}
