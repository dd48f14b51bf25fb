import type { OperationOptions } from '../../core/progress.js';
import { copySparseInto } from '../../io/sparse-copy.js';
import { EditTarget, type VolumeEditing } from '../edit-target.js';
import type { NewSnapshot, SnapshotStore, StoredSnapshot } from './snapshot-store.js';

/**
 * Copies a volume that nobody writes. No lock is held while it is copied; whether somebody has written to it or has
 * begun to is looked at afterwards.
 *
 * @throws OpsError `snapshot-exists`, `volume-in-use`, `source-changed`, `host-disk-full`, `interrupted`
 */
export async function snapshotVolume(
  editing: VolumeEditing,
  snapshots: SnapshotStore,
  reference: string,
  request: NewSnapshot,
  operation: OperationOptions,
): Promise<StoredSnapshot> {
  const { signal } = operation;
  using target = EditTarget.open(editing, reference);
  const { volume, image } = target;
  using file = await snapshots.begin(request.name, { cloneOf: volume.location, signal });
  if (!file.isClone) await copySparseInto({ fd: image.fd, path: volume.location }, file, operation);
  await file.sync();
  await target.finish({ signal });
  return await snapshots.commit(file, request, volume);
}
