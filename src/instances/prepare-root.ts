import { closeSync, openSync } from 'node:fs';
import type { OperationOptions } from '../core/progress.js';
import type { Uuid } from '../core/uuid.js';
import { buildRootDisk } from '../images/build-root.js';
import type { StoredImage } from '../images/image-store.js';
import { runProgram } from '../io/external-program.js';
import { onHost } from '../io/host-errors.js';
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

interface PrepareHost {
  readonly instances: InstanceStore;
  readonly env: Environment;
  readonly now: () => Date;
}

/** Makes the root disk in the folder of the instance, with which it goes. */
export async function prepareRoot(
  request: RunRequest,
  id: string,
  host: PrepareHost,
  options: OperationOptions,
): Promise<PreparedRoot> {
  const path = host.instances.fileOf(id, 'root');
  const { root } = request;
  return root.kind === 'image'
    ? overlayRoot(root.image, path, host)
    : buildRoot(request.name, root, path, host, options);
}

/** The guest's writes go to a file of the instance; the image itself is only read, by any number of instances. */
async function overlayRoot(image: StoredImage, path: string, { env }: PrepareHost): Promise<PreparedRoot> {
  const backing: DiskImage = { format: 'raw', file: image.location };
  await runProgram({ name: findQemuImg(env), package: 'qemu-utils' }, [
    ...['create', '-q', '-f', 'qcow2'],
    ...['-F', 'raw', '-b', image.location],
    path,
  ]);
  return { disk: { format: 'qcow2', file: path, backing }, uuid: image.uuid };
}

async function buildRoot(
  hostname: string,
  source: Extract<RunRequest['root'], { kind: 'program' }>,
  path: string,
  host: PrepareHost,
  options: OperationOptions,
): Promise<PreparedRoot> {
  const started = performance.now();
  const fd = onHost('create', path, () => openSync(path, 'wx+', 0o600));
  try {
    const size = source.size === undefined ? {} : { size: source.size };
    // Not synced: it goes with the run.
    const disk = await buildRootDisk(
      { content: source.content, hostname, now: host.now(), file: { fd, path }, sync: false, ...size },
      options,
    );
    const { description } = disk.root;
    const { files, content } = disk.totals;
    const built = { files, content, description, milliseconds: performance.now() - started };
    return { disk: { format: 'raw', file: path }, uuid: disk.uuid, built };
  } finally {
    closeSync(fd);
  }
}
