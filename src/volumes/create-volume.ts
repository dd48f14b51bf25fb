import { randomBytes } from 'node:crypto';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { bytes, formatSize, GIB, MIB, suggestSize, type Bytes } from '../core/size.js';
import { uuidFromRandom, uuidToBytes, type Uuid } from '../core/uuid.js';
import type { VolumeName } from '../core/volume-name.js';
import { buildExt4Image } from '../filesystem/build-image.js';
import { HostContentSource, type TreeContent } from '../filesystem/host-content.js';
import type { Owner } from '../filesystem/host-attributes.js';
import { readHostTree } from '../filesystem/host-tree.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { measureTree, type TreeTotals } from '../filesystem/tree-totals.js';
import { minimumExt4Size, type Ext4Options } from '../formats/ext4/index.js';
import type { DirectoryNode } from '../formats/tree.js';
import { createAtomicFile } from '../io/atomic-file.js';
import { formatVolumeFile } from './volume-file.js';
import type { StoredVolume, VolumeStore } from './volume-store.js';

/** Without a size and without content. Thin: an empty volume of this size takes well under a mebibyte of disk. */
export const DEFAULT_VOLUME_SIZE = bytes(GIB);

/** Disks are whole sectors, on every provider. */
const SECTOR_SIZE = 512;

/** The space of ext4 labels; longer names are matched by the disk's serial number. */
const LABEL_BYTES = 16;
/** Room for what the guest will write when the size follows the content: a quarter more, and at least this. */
const MIN_HEADROOM = 16 * MIB;

export interface NewVolume {
  readonly name: VolumeName;
  readonly size?: Bytes;
  /** A directory or a file of this machine, absolute. */
  readonly source?: string;
  /** How the user wrote it. */
  readonly sourceShown?: string;
  readonly owner?: Owner;
  readonly uuid?: Uuid;
  readonly now: Date;
}

/** @returns the volume, and what was put into it @throws OpsError `volume-exists`, `volume-too-small`, `source-*` */
export async function createVolume(
  store: VolumeStore,
  request: NewVolume,
  options: OperationOptions,
): Promise<{ readonly volume: StoredVolume; readonly totals: TreeTotals }> {
  const uuid = request.uuid ?? uuidFromRandom(randomBytes(16));
  await store.folder.exclusively(() => {
    refuseTaken(store, request.name, uuid);
  }, options.signal);
  const root = await readSource(request, options);
  const totals = measureTree(root);
  const layout = layoutOf(request, uuid);
  const wanted =
    request.size ??
    (request.source === undefined ? DEFAULT_VOLUME_SIZE : sizeWithHeadroom(root, layout, totals.content));
  const size = bytes(Math.ceil(wanted / SECTOR_SIZE) * SECTOR_SIZE);

  // Under the lock, so that whoever removes leftovers finds this file locked already.
  using file = await store.folder.exclusively(
    () => createAtomicFile(store.folder.directory, request.name),
    options.signal,
  );
  try {
    using content = new HostContentSource();
    // Synced here, before the lock: what may take seconds must not make others wait.
    await buildExt4Image({ tree: root, content, options: { ...layout, size }, file, sync: true }, options);
  } catch (error) {
    throw hasErrorCode(error, 'volume-too-small') ? tooSmall(request, size, error) : error;
  }
  const name = formatVolumeFile({ name: request.name, uuid });
  await store.folder.exclusively(async () => {
    refuseTaken(store, request.name, uuid);
    await file.commit(name);
  }, options.signal);
  return { volume: store.get(`${request.name}:${uuid}`), totals };
}

function refuseTaken(store: VolumeStore, name: VolumeName, uuid: Uuid): void {
  const twin = store.findByUuid(uuid);
  if (twin !== undefined && twin.name !== name) {
    throw new OpsError('volume-exists', `volume ${twin.name} has the UUID ${uuid} already`, {
      hint: 'choose another UUID, or leave --uuid out',
      details: { uuid, name: twin.name },
    });
  }
  const taken = store.findByName(name);
  if (taken === undefined) return;
  throw new OpsError('volume-exists', `volume ${name} exists already`, {
    hint: `choose another name, or delete it first: ops volume delete ${name}`,
    details: { uuid: taken.uuid },
  });
}

async function readSource(request: NewVolume, { signal }: OperationOptions): Promise<DirectoryNode<TreeContent>> {
  if (request.source === undefined) return emptyDirectory(request);
  return readHostTree(request.source, {
    ...(signal && { signal }),
    ...(request.owner && { owner: request.owner }),
  });
}

function emptyDirectory({ now, owner = { uid: 0, gid: 0 } }: NewVolume): DirectoryNode<never> {
  const time = toTimestamp(now);
  return { kind: 'directory', mode: 0o755, ...owner, atime: time, mtime: time, ctime: time, entries: [] };
}

function layoutOf(request: NewVolume, uuid: Uuid): Omit<Ext4Options, 'size'> {
  const label = Buffer.from(request.name);
  return {
    uuid: uuidToBytes(uuid),
    // Derived, so that a volume with a given UUID and clock is the same bytes each time.
    hashSeed: uuidToBytes(uuid).reverse(),
    ...(label.length <= LABEL_BYTES && { label }),
    created: toTimestamp(request.now),
  };
}

function sizeWithHeadroom(root: DirectoryNode<TreeContent>, layout: Omit<Ext4Options, 'size'>, content: number): Bytes {
  const needed = minimumExt4Size(root, layout, Math.max(MIN_HEADROOM, Math.ceil(content / 4)));
  return bytes(Math.ceil(needed / MIB) * MIB);
}

function tooSmall(request: NewVolume, size: Bytes, error: OpsError): OpsError {
  const needed = Number(error.details['needed']);
  const source = request.sourceShown ?? request.source ?? 'the file system';
  return new OpsError(
    'volume-too-small',
    `${request.name}: ${source} needs ${formatSize(needed)}, the volume has ${formatSize(size)}`,
    {
      hint: `use -s ${suggestSize(needed)}${request.source === undefined ? '' : ', or leave -s out'}`,
      details: { needed, size },
      cause: error,
    },
  );
}
