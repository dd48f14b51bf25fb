import { OpsError } from '../core/errors.js';
import { formatMount } from '../core/mount.js';
import type { OperationOptions } from '../core/progress.js';
import type { RootContent } from '../core/root-content.js';
import type { Bytes } from '../core/size.js';
import type { TreeTotals } from '../filesystem/tree-totals.js';
import { createAtomicFile } from '../io/atomic-file.js';
import { buildDisk, type NanosBuild } from './build-disk.js';
import { imageNameOf, parseImageName } from './image-record.js';
import { diskFile, type ImageStore, type StoredImage } from './image-store.js';

export interface NewImage {
  readonly name?: string;
  readonly replace: boolean;
  readonly content: RootContent;
  readonly size?: Bytes;
  /** Makes an image for Nanos; absent: one for Linux. */
  readonly nanos?: NanosBuild | undefined;
  readonly now: Date;
  /** Disks of images that a running machine has open; they stay, even when their image is replaced. */
  readonly disksInUse: () => ReadonlySet<string>;
}

export interface NewImageResult {
  readonly image: StoredImage;
  readonly totals: TreeTotals;
  readonly description: string;
}

/** Builds an image and gives it its name, replacing the one before if asked to. @throws OpsError `image-exists` */
export async function createImage(
  store: ImageStore,
  request: NewImage,
  options: OperationOptions,
): Promise<NewImageResult> {
  const name = parseImageName(request.name ?? imageNameOf(request.content));
  if (!request.replace) refuseTakenName(store, name);
  using file = await store.folder.exclusively(() => createAtomicFile(store.folder.directory, name), options.signal);
  const size = request.size === undefined ? {} : { size: request.size };
  // Synced here, before the lock: what may take seconds must not make others wait.
  const { content, nanos, now } = request;
  const disk = await buildDisk({ content, hostname: name, now, file, sync: true, nanos, ...size }, options);
  const { uuid, root, totals } = disk;
  const image = await store.folder.exclusively(async () => {
    if (!request.replace) refuseTakenName(store, name);
    await file.commit(diskFile({ name, uuid }));
    const committed = store.commit({
      version: 1,
      name,
      uuid,
      guest: nanos === undefined ? 'linux' : 'nanos',
      ...(nanos !== undefined && { nanosVersion: nanos.release.version }),
      created: now.toISOString(),
      program: root.manifest.program,
      arguments: root.manifest.arguments,
      mounts: root.mounts.map(formatMount),
      readOnlyRoot: content.readOnlyRoot,
    });
    store.removeOrphans(request.disksInUse());
    return committed;
  }, options.signal);
  return { image, totals, description: root.description };
}

function refuseTakenName(store: ImageStore, name: string): void {
  if (store.find(name) === undefined) return;
  throw new OpsError('image-exists', `image ${name} exists already`, {
    hint: `replace it with --force, or choose another name with -i`,
  });
}
