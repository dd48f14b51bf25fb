import { fsync } from 'node:fs';
import { promisify } from 'node:util';
import { throwIfAborted } from '../core/abort.js';
import type { OperationOptions } from '../core/progress.js';
import type { Ext4Options } from '../formats/ext4/index.js';
import type { ByteTarget, ContentSource, DirectoryNode } from '../formats/tree.js';
import { DirectTarget } from '../io/direct-target.js';
import { createFileTarget, type FileTarget } from '../io/file-target.js';
import { hostError } from '../io/host-errors.js';
import { runInTimeSlices } from '../io/time-slices.js';
import { ext4Recipe } from './kinds/ext4-recipe.js';
import type { FilesystemPlan } from './kinds/filesystem-format.js';

/** What to write: one file system. */
export interface FilesystemContent<Content> {
  readonly plan: FilesystemPlan<Content>;
  /** Where the bytes of the tree's files come from, such as a `HostContentSource`. */
  readonly content: ContentSource<Content>;
}

/** Where an image goes. */
export interface ImageFile {
  /** Open for writing, such as an `AtomicFile`; it becomes as long as the file system, and stays open. */
  readonly file: { readonly fd: number; readonly path: string };
  /** Return only when the bytes are on the disk. Not needed before `AtomicFile.commit`, which does it. Default false. */
  readonly sync?: boolean;
}

export interface Ext4Request<Content> {
  readonly tree: DirectoryNode<Content>;
  readonly content: ContentSource<Content>;
  readonly options: Ext4Options;
}

const fsyncAsync = promisify(fsync);

/**
 * Writes a file system as a whole file, thin: what no byte was written to is a hole.
 *
 * @throws OpsError `source-changed`, `source-unreadable`, `host-disk-full`, `interrupted` with a part of it written, for
 *   the caller to discard
 */
export async function buildImage<Content>(
  { plan, content, file: { fd, path }, sync = false }: FilesystemContent<Content> & ImageFile,
  operation: OperationOptions = {},
): Promise<void> {
  throwIfAborted(operation.signal);
  const target = createFileTarget(fd, path, plan.size);
  if (sync) await writeToDisk({ plan, content }, target, { fd, path }, operation);
  else await writePlan({ plan, content }, target, operation);
}

/**
 * Plans an ext4 file system and writes it as {@link buildImage} does.
 *
 * @throws OpsError also `volume-too-small` and the like, before the file is touched
 * @example
 * using file = createAtomicFile(store, 'assets');
 * using content = new HostContentSource();
 * await buildExt4Image({ tree: await readHostTree('assets'), content, options, file });
 * await file.commit('assets.raw');
 */
export async function buildExt4Image<Content>(
  { tree, options, ...request }: Ext4Request<Content> & ImageFile,
  operation: OperationOptions = {},
): Promise<void> {
  throwIfAborted(operation.signal);
  await buildImage({ ...request, plan: ext4Recipe(options).plan(tree) }, operation);
}

/**
 * Writes a file system into a part of something, such as the window of a partition, which must read as zeros.
 *
 * @throws OpsError see {@link buildImage}
 */
export async function buildInto<Content>(
  request: FilesystemContent<Content>,
  target: ByteTarget,
  operation: OperationOptions = {},
): Promise<void> {
  throwIfAborted(operation.signal);
  await writePlan(request, target, operation);
}

async function writeToDisk<Content>(
  request: FilesystemContent<Content>,
  file: FileTarget,
  { fd, path }: ImageFile['file'],
  operation: OperationOptions,
): Promise<void> {
  await using target = new DirectTarget(file, fd);
  await writePlan(request, target, operation, () => target.backlog());
  await target.drain();
  await syncFile(fd, path);
}

function writePlan<Content>(
  { plan, content }: FilesystemContent<Content>,
  target: ByteTarget,
  { signal, progress }: OperationOptions,
  backlog?: () => Promise<void> | undefined,
): Promise<void> {
  return runInTimeSlices(plan.write(content, target), {
    signal,
    ...(backlog && { backlog }),
    onProgress: (written) => progress?.report(written, plan.bytesToWrite),
  });
}

async function syncFile(fd: number, path: string): Promise<void> {
  try {
    await fsyncAsync(fd);
  } catch (error) {
    throw hostError(error, path, 'sync');
  }
}
