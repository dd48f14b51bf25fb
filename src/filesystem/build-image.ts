import { fsync } from 'node:fs';
import { promisify } from 'node:util';
import { throwIfAborted } from '../core/abort.js';
import type { OperationOptions } from '../core/progress.js';
import { planExt4, writeExt4, type Ext4Options, type Ext4Plan } from '../formats/ext4/index.js';
import type { ByteTarget, ContentSource, DirectoryNode } from '../formats/tree.js';
import { DirectTarget } from '../io/direct-target.js';
import { createFileTarget, type FileTarget } from '../io/file-target.js';
import { hostError } from '../io/host-errors.js';
import { runInTimeSlices } from '../io/time-slices.js';

/** What to make: one file system. */
export interface Ext4Request<Content> {
  readonly tree: DirectoryNode<Content>;
  /** Where the bytes of the tree's files come from, such as a `HostContentSource`. */
  readonly content: ContentSource<Content>;
  readonly options: Ext4Options;
}

export interface Ext4ImageRequest<Content> extends Ext4Request<Content> {
  /** Open for writing, such as an `AtomicFile`; it becomes `options.size` bytes long, and stays open. */
  readonly file: { readonly fd: number; readonly path: string };
  /** Return only when the bytes are on the disk. Not needed before `AtomicFile.commit`, which does it. Default false. */
  readonly sync?: boolean;
}

const fsyncAsync = promisify(fsync);

/**
 * Writes an ext4 file system as a whole file, thin: what no byte was written to is a hole.
 *
 * @throws OpsError `volume-too-small` and the like before the file is touched; `source-changed`, `source-unreadable`,
 *   `host-disk-full`, `interrupted` with a part of it written, for the caller to discard
 * @example
 * using file = createAtomicFile(store, 'assets');
 * using content = new HostContentSource();
 * await buildExt4Image({ tree: await readHostTree('assets'), content, options, file });
 * await file.commit('assets.raw');
 */
export async function buildExt4Image<Content>(
  request: Ext4ImageRequest<Content>,
  operation: OperationOptions = {},
): Promise<Ext4Plan<Content>> {
  throwIfAborted(operation.signal);
  const plan = planExt4(request.tree, request.options);
  const { fd, path } = request.file;
  const target = createFileTarget(fd, path, plan.size);
  await (request.sync
    ? writeToDisk(plan, request, target, operation)
    : writePlan(plan, request.content, target, operation));
  return plan;
}

/**
 * Writes an ext4 file system into a part of something, such as the window of a partition, which must read as zeros.
 *
 * @throws OpsError see {@link buildExt4Image}
 */
export async function buildExt4<Content>(
  request: Ext4Request<Content>,
  target: ByteTarget,
  operation: OperationOptions = {},
): Promise<Ext4Plan<Content>> {
  throwIfAborted(operation.signal);
  const plan = planExt4(request.tree, request.options);
  await writePlan(plan, request.content, target, operation);
  return plan;
}

async function writeToDisk<Content>(
  plan: Ext4Plan<Content>,
  { content, file: { fd, path } }: Ext4ImageRequest<Content>,
  file: FileTarget,
  operation: OperationOptions,
): Promise<void> {
  await using target = new DirectTarget(file, fd);
  await writePlan(plan, content, target, operation, () => target.backlog());
  await target.drain();
  await syncFile(fd, path);
}

function writePlan<Content>(
  plan: Ext4Plan<Content>,
  content: ContentSource<Content>,
  target: ByteTarget,
  { signal, progress }: OperationOptions,
  backlog?: () => Promise<void> | undefined,
): Promise<void> {
  return runInTimeSlices(writeExt4(plan, content, target), {
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
