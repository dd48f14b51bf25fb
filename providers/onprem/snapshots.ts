import { hasErrorCode } from '../../src/core/errors.js';
import type { OperationOptions } from '../../src/core/progress.js';
import { bytes } from '../../src/core/size.js';
import { listHeldVolumes, type HeldVolume } from '../../src/instances/attachments.js';
import type { RunHost } from '../../src/instances/run-instance.js';
import type { RestoreSnapshotRequest, SnapshotFacet, SnapshotInfo } from '../../src/provider/snapshots.js';
import type { VolumeInfo } from '../../src/provider/volumes.js';
import type { SnapshotStore, StoredSnapshot } from '../../src/volumes/snapshots/snapshot-store.js';
import { refuseAttached, toInfo as toVolumeInfo } from './volume-info.js';

/** Snapshots of this machine: raw files in the home. */
export class OnpremSnapshots implements SnapshotFacet {
  readonly #store: SnapshotStore;
  readonly #host: RunHost;

  constructor(store: SnapshotStore, host: RunHost) {
    this.#store = store;
    this.#host = host;
  }

  async create(
    reference: string,
    { name }: { readonly name: string },
    options: OperationOptions,
  ): Promise<SnapshotInfo> {
    const { volumes, instances, env } = this.#host;
    const volume = volumes.get(reference);
    const request = { name, now: this.#host.now() };
    const writer = this.#writers().find(({ uuid }) => uuid === volume.uuid);
    if (writer !== undefined) {
      const { snapshotAttached } = await import('../../src/instances/snapshot-attached.js');
      const host = { instances, env, snapshots: this.#store };
      return toInfo(await snapshotAttached(writer.instance, volume, request, host, options));
    }
    const { snapshotVolume } = await import('../../src/volumes/snapshots/snapshot-volume.js');
    const editing = {
      store: volumes,
      exclusively: <T>(work: () => Promise<T>) => instances.exclusively(work),
      refuseAttached: (other: typeof volume) => {
        refuseAttached(other, this.#writers());
      },
      now: request.now,
    };
    return toInfo(await snapshotVolume(editing, this.#store, reference, request, options));
  }

  async list(volume?: string): Promise<SnapshotInfo[]> {
    const all = this.#store.list().map(toInfo);
    return volume === undefined ? all : this.#ofVolume(all, volume);
  }

  async get(reference: string): Promise<SnapshotInfo> {
    return toInfo(this.#store.get(reference));
  }

  async delete(reference: string): Promise<SnapshotInfo> {
    return toInfo(await this.#store.delete(reference));
  }

  async restore(reference: string, request: RestoreSnapshotRequest, options: OperationOptions): Promise<VolumeInfo> {
    const { restoreSnapshot } = await import('../../src/volumes/snapshots/restore-snapshot.js');
    const { volumes, now } = this.#host;
    const volume = await restoreSnapshot(this.#store.get(reference), volumes, { ...request, now: now() }, options);
    return toVolumeInfo(volume, []);
  }

  #writers(): HeldVolume[] {
    return listHeldVolumes(this.#host.instances.list()).filter(({ running, readOnly }) => running && !readOnly);
  }

  /** A volume that is gone is known by the name that it had. */
  #ofVolume(all: readonly SnapshotInfo[], reference: string): SnapshotInfo[] {
    try {
      const { uuid } = this.#host.volumes.get(reference);
      return all.filter(({ volume }) => volume.uuid === uuid);
    } catch (error) {
      const found = all.filter(({ volume }) => volume.name === reference || volume.uuid === reference);
      if (found.length > 0 && hasErrorCode(error, 'volume-not-found')) return found;
      throw error;
    }
  }
}

function toInfo(snapshot: StoredSnapshot): SnapshotInfo {
  const { uuid, name, volume, filesystem, size, allocated, consistent, location, created } = snapshot;
  return {
    ...{ uuid, name, volume, filesystem },
    size: bytes(size),
    ...{ allocated, consistent, location, created },
    provider: 'onprem',
  };
}
