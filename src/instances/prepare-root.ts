import { closeSync, openSync } from 'node:fs';
import type { OperationOptions } from '../core/progress.js';
import type { Uuid } from '../core/uuid.js';
import { buildDisk, type DiskRequest } from '../images/build-disk.js';
import type { StoredImage } from '../images/image-store.js';
import { runProgram } from '../io/external-program.js';
import { onHost } from '../io/host-errors.js';
import { copySparse } from '../io/sparse-copy.js';
import type { DiskImage } from '../qemu/block-node.js';
import { findQemuImg, type Environment } from '../qemu/qemu-binary.js';
import type { InstanceStore } from './instance-store.js';
import type { RunRequest } from './run-request.js';

/** The root disk of one instance, and what is known about it. */
export interface PreparedRoot {
  readonly disk: DiskImage;
  /** Of the root file system: how the guest finds it. */
  readonly uuid: Uuid;
  /** Of the root that was built; absent when it lies on a stored image. */
  readonly built?: BuiltRoot;
}

export interface BuiltRoot {
  readonly files: number;
  /** Bytes of the files' contents. */
  readonly content: number;
  /** What runs, for people. */
  readonly description: string;
  readonly milliseconds: number;
}

export interface PrepareHost {
  readonly instances: InstanceStore;
  readonly env: Environment;
  readonly now: () => Date;
}

/** The guest's writes go to a file of the instance; the image itself is only read, by any number of instances. */
export async function overlayRoot(
  image: StoredImage,
  id: string,
  { env, instances }: PrepareHost,
): Promise<PreparedRoot> {
  const path = instances.fileOf(id, 'root');
  const backing: DiskImage = { format: 'raw', file: image.location };
  await runProgram({ name: findQemuImg(env), package: 'qemu-utils' }, [
    ...['create', '-q', '-f', 'qcow2'],
    ...['-F', 'raw', '-b', image.location],
    path,
  ]);
  return { disk: { format: 'qcow2', file: path, backing }, uuid: image.uuid };
}

/**
 * A copy of the image for an instance whose guest leaves word on it: an overlay would hide that from us. It takes no
 * time where files can share blocks.
 */
export async function copyRoot(
  image: StoredImage,
  id: string,
  { instances }: PrepareHost,
  options: OperationOptions,
): Promise<PreparedRoot> {
  const path = instances.fileOf(id, 'root');
  await copySparse(image.location, path, options);
  return { disk: { format: 'raw', file: path }, uuid: image.uuid };
}

type BuildRootRequest = Omit<Extract<RunRequest['root'], { kind: 'program' }>, 'nanos'> &
  Pick<DiskRequest, 'hostname' | 'nanos'>;

export async function buildRoot(
  { content, hostname, nanos, size }: BuildRootRequest,
  id: string,
  { instances, now }: PrepareHost,
  options: OperationOptions,
): Promise<PreparedRoot> {
  const started = performance.now();
  const path = instances.fileOf(id, 'root');
  const fd = onHost('create', path, () => openSync(path, 'wx+', 0o600));
  try {
    const file = { fd, path };
    // Not synced: it goes with the run.
    const wanted = { content, hostname, nanos, now: now(), file, sync: false, ...(size !== undefined && { size }) };
    const disk = await buildDisk(wanted, options);
    const { description } = disk.root;
    const { files, content: bytes } = disk.totals;
    const built = { files, content: bytes, description, milliseconds: performance.now() - started };
    return { disk: { format: 'raw', file: path }, uuid: disk.uuid, built };
  } finally {
    closeSync(fd);
  }
}
