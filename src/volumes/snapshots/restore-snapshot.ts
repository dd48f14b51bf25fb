import { randomBytes } from 'node:crypto';
import { hasErrorCode, OpsError } from '../../core/errors.js';
import type { OperationOptions } from '../../core/progress.js';
import { formatSize, suggestSize, type Bytes } from '../../core/size.js';
import { uuidFromRandom, type Uuid } from '../../core/uuid.js';
import type { VolumeName } from '../../core/volume-name.js';
import { ArchiveFile } from '../../filesystem/archive-file.js';
import { HostContentSource, type TreeContent } from '../../filesystem/host-content.js';
import {
  openerOf,
  type FilesystemPlan,
  type FilesystemRecipe,
  type OpenedFilesystem,
} from '../../filesystem/kinds/index.js';
import { toTimestamp } from '../../filesystem/timestamp.js';
import type { DirectoryNode } from '../../formats/tree.js';
import { storeVolume } from '../create-volume.js';
import { refuseTaken } from '../taken-name.js';
import { labelOf, wholeSectors } from '../volume-layout.js';
import { probeVolume } from '../volume-probe.js';
import type { StoredVolume, VolumeStore } from '../volume-store.js';
import type { StoredSnapshot } from './snapshot-store.js';

export interface RestoreRequest {
  readonly name: VolumeName;
  /** No smaller than the snapshot. Default: as large. */
  readonly size?: Bytes;
  /** Random when absent. */
  readonly uuid?: Uuid;
  readonly now: Date;
}

/**
 * Makes a volume with all that is in a snapshot. It has a UUID and a label of its own, of which the checksums of a file
 * system are made: so it is written anew.
 *
 * @throws OpsError `volume-exists`, `volume-too-small`, `format-unsupported` for file systems that we do not write
 */
export async function restoreSnapshot(
  snapshot: StoredSnapshot,
  store: VolumeStore,
  request: RestoreRequest,
  operation: OperationOptions,
): Promise<StoredVolume> {
  const { name, now, uuid = uuidFromRandom(randomBytes(16)) } = request;
  const size = sizeFor(snapshot, request);
  refuseTaken(store, name, request.uuid);
  using image = ArchiveFile.open(snapshot.location, `snapshot ${snapshot.name}`);
  const { reader, recipe } = await openFilesystem(snapshot, image);
  const written = recipe();
  const label = labelOf(name, written.kind);
  const copy = written.copied({ uuid, created: toTimestamp(now), ...(label && { label }) });
  const tree = reader.readTree();
  const plan = planAt(size === snapshot.size ? copy : copy.resized(size), tree, snapshot, name);
  using content = new HostContentSource(reader);
  return await storeVolume(store, { name, uuid, plan, content }, operation);
}

function planAt(
  recipe: FilesystemRecipe,
  tree: DirectoryNode<TreeContent>,
  snapshot: StoredSnapshot,
  name: string,
): FilesystemPlan<TreeContent> {
  try {
    return recipe.plan(tree);
  } catch (error) {
    if (!hasErrorCode(error, 'volume-too-small')) throw error;
    throw tooSmall(snapshot, name, Number(error.details['needed']), recipe.size, error);
  }
}

function sizeFor(snapshot: StoredSnapshot, { name, size }: RestoreRequest): number {
  const wanted = wholeSectors(size ?? snapshot.size);
  if (wanted < snapshot.size) throw tooSmall(snapshot, name, snapshot.size, wanted);
  return wanted;
}

function tooSmall(snapshot: StoredSnapshot, name: string, needed: number, size: number, cause?: OpsError): OpsError {
  return new OpsError(
    'volume-too-small',
    `${name}: snapshot ${snapshot.name} needs ${formatSize(needed)}, the volume would have ${formatSize(size)}`,
    { hint: `use -s ${suggestSize(needed)}`, details: { snapshot: snapshot.uuid, needed, size }, cause },
  );
}

async function openFilesystem(snapshot: StoredSnapshot, image: ArchiveFile): Promise<OpenedFilesystem> {
  const { name, uuid, filesystem, location } = snapshot;
  const details = { snapshot: uuid };
  if (filesystem === null) {
    throw new OpsError('format-unsupported', `snapshot ${name}: holds no file system`, { details });
  }
  if (!probeVolume(location).healthy) {
    throw new OpsError('format-corrupt', `snapshot ${name}: is damaged, as the volume was`, {
      ...(filesystem === 'ext4' && { hint: `repair it: e2fsck -f "${location}"` }),
      details,
    });
  }
  const opener = await openerOf(filesystem);
  return withName(snapshot, () => {
    const opened = opener.open(image);
    return { ...opened, recipe: () => withName(snapshot, opened.recipe) };
  });
}

function withName<Result>({ name, uuid }: StoredSnapshot, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    throw new OpsError(error.code, `snapshot ${name}: ${error.message}`, {
      ...(error.hint !== undefined && { hint: error.hint }),
      details: { ...error.details, snapshot: uuid },
      cause: error,
    });
  }
}
