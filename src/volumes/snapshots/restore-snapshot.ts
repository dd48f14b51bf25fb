import { randomBytes } from 'node:crypto';
import { hasErrorCode, OpsError } from '../../core/errors.js';
import type { OperationOptions } from '../../core/progress.js';
import { formatSize, suggestSize, type Bytes } from '../../core/size.js';
import { uuidFromRandom, uuidToBytes, type Uuid } from '../../core/uuid.js';
import type { VolumeName } from '../../core/volume-name.js';
import { ArchiveFile } from '../../filesystem/archive-file.js';
import { buildExt4Image } from '../../filesystem/build-image.js';
import { HostContentSource } from '../../filesystem/host-content.js';
import { toTimestamp } from '../../filesystem/timestamp.js';
import { resizedOptions } from '../../formats/ext4/index.js';
import { openExt4, type Ext4Reader } from '../../formats/ext4/reader/index.js';
import { createAtomicFile } from '../../io/atomic-file.js';
import { refuseTaken } from '../taken-name.js';
import { formatVolumeFile } from '../volume-file.js';
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
  const { folder } = store;
  const size = sizeFor(snapshot, request);
  using image = ArchiveFile.open(snapshot.location, `snapshot ${snapshot.name}`);
  const reader = openFilesystem(snapshot, image);
  using file = await folder.exclusively(() => {
    refuseTaken(store, name, request.uuid);
    return createAtomicFile(folder.directory, name);
  }, operation.signal);
  const options = {
    ...(size === snapshot.size ? reader.options() : resizedOptions(reader.options(), size)),
    uuid: uuidToBytes(uuid),
    label: labelOf(name, 'ext4') ?? new Uint8Array(0),
    created: toTimestamp(now),
  };
  try {
    using content = new HostContentSource(reader);
    await buildExt4Image({ tree: reader.readTree(), content, options, file, sync: true }, operation);
  } catch (error) {
    if (!hasErrorCode(error, 'volume-too-small')) throw error;
    throw tooSmall(snapshot, name, Number(error.details['needed']), size, error);
  }
  await folder.exclusively(async () => {
    refuseTaken(store, name, uuid);
    await file.commit(formatVolumeFile({ name, uuid }));
  }, operation.signal);
  return store.get(`${name}:${uuid}`);
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

function openFilesystem({ name, uuid, filesystem, location }: StoredSnapshot, image: ArchiveFile): Ext4Reader {
  const details = { snapshot: uuid };
  if (filesystem !== 'ext4') {
    const what = filesystem ?? 'no file system';
    throw new OpsError('format-unsupported', `snapshot ${name}: holds ${what}, not ext4`, { details });
  }
  if (!probeVolume(location).healthy) {
    throw new OpsError('format-corrupt', `snapshot ${name}: is damaged, as the volume was`, {
      hint: `repair it: e2fsck -f "${location}"`,
      details,
    });
  }
  try {
    return openExt4(image);
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    throw new OpsError(error.code, `snapshot ${name}: ${error.message}`, {
      ...(error.hint !== undefined && { hint: error.hint }),
      details: { ...error.details, ...details },
      cause: error,
    });
  }
}
