import { randomBytes } from 'node:crypto';
import { OpsError } from '../core/errors.js';
import { formatMount } from '../core/mount.js';
import type { OperationOptions } from '../core/progress.js';
import type { Bytes } from '../core/size.js';
import { uuidFromRandom } from '../core/uuid.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { measureTree, type TreeTotals } from '../filesystem/tree-totals.js';
import { createAtomicFile } from '../io/atomic-file.js';
import { composeRoot, type RootContent } from './compose-root.js';
import { imageNameOf, parseImageName } from './image-record.js';
import { diskFile, type ImageStore, type StoredImage } from './image-store.js';
import { writeRoot } from './write-root.js';

export interface NewImage {
  readonly name?: string;
  readonly replace: boolean;
  readonly content: RootContent;
  readonly size?: Bytes;
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
  const name = parseImageName(request.name ?? imageNameOf(request.content.program));
  if (!request.replace) refuseTakenName(store, name);
  const now = toTimestamp(request.now);
  const root = await composeRoot(request.content, { hostname: name, now, signal: options.signal });
  const uuid = uuidFromRandom(randomBytes(16));

  using file = await store.folder.exclusively(() => createAtomicFile(store.folder.directory, name));
  const size = request.size === undefined ? {} : { size: request.size };
  // Synced here, before the lock: what may take seconds must not make others wait.
  await writeRoot({ tree: root.tree, uuid, now, file, sync: true, ...size }, options);
  const image = await store.folder.exclusively(async () => {
    if (!request.replace) refuseTakenName(store, name);
    await file.commit(diskFile({ name, uuid }));
    const committed = store.commit({
      version: 1,
      name,
      uuid,
      guest: 'linux',
      created: request.now.toISOString(),
      program: root.manifest.program,
      arguments: root.manifest.arguments,
      mounts: root.mounts.map(formatMount),
      readOnlyRoot: request.content.readOnlyRoot,
    });
    store.removeOrphans(request.disksInUse());
    return committed;
  });
  return { image, totals: measureTree(root.tree), description: root.description };
}

function refuseTakenName(store: ImageStore, name: string): void {
  if (store.find(name) === undefined) return;
  throw new OpsError('image-exists', `image ${name} exists already`, {
    hint: `replace it with --force, or choose another name with -i`,
  });
}
