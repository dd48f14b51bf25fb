import { OpsError } from '../../src/core/errors.js';
import type { OperationOptions } from '../../src/core/progress.js';
import { bytes } from '../../src/core/size.js';
import { listHeldVolumes, type HeldVolume } from '../../src/instances/attachments.js';
import type { InstanceStore } from '../../src/instances/instance-store.js';
import type { DiskFiles } from '../../src/provider/disk-files.js';
import type {
  CreatedVolume,
  CreateVolumeRequest,
  VolumeCheck,
  VolumeFacet,
  VolumeInfo,
  VolumeStatus,
} from '../../src/provider/volumes.js';
import { createVolume } from '../../src/volumes/create-volume.js';
import type { StoredVolume, VolumeStore } from '../../src/volumes/volume-store.js';

/** Volumes of this machine: raw files in the home. */
export class OnpremVolumes implements VolumeFacet {
  readonly #store: VolumeStore;
  readonly #instances: InstanceStore;
  readonly #now: () => Date;

  constructor(store: VolumeStore, instances: InstanceStore, now: () => Date) {
    this.#store = store;
    this.#instances = instances;
    this.#now = now;
  }

  async create(request: CreateVolumeRequest, options: OperationOptions): Promise<CreatedVolume> {
    const { volume, totals } = await createVolume(this.#store, { ...request, now: this.#now() }, options);
    return { volume: toInfo(volume, []), files: totals.files, content: bytes(totals.content) };
  }

  list(): Promise<VolumeInfo[]> {
    const held = this.#held();
    return Promise.resolve(this.#store.list().map((volume) => toInfo(volume, held)));
  }

  get(reference: string): Promise<VolumeInfo> {
    return Promise.resolve(toInfo(this.#store.get(reference), this.#held()));
  }

  async files(reference: string): Promise<DiskFiles> {
    const volume = this.#readable(reference);
    const { OpenedDisk } = await import('../../src/filesystem/inspect/disk-files.js');
    return new OpenedDisk(volume.location, volume.name);
  }

  async check(reference: string, options: OperationOptions): Promise<VolumeCheck> {
    const volume = this.#readable(reference);
    const { checkDisk } = await import('../../src/filesystem/inspect/check-disk.js');
    return { volume: toInfo(volume, this.#held()), ...(await checkDisk(volume.location, volume.name, options)) };
  }

  /** A volume with a file system that can be read, and that nobody writes. */
  #readable(reference: string): StoredVolume {
    const volume = this.#store.get(reference);
    refuseAttached(volume, this.#held().filter(({ readOnly }) => !readOnly)); // prettier-ignore
    if (volume.probe.filesystem === 'ext4') return volume;
    throw new OpsError('format-unsupported', `${volume.name}: holds ${volume.probe.filesystem ?? 'no file system'}`, {
      hint: `ops volume info ${volume.name}`,
      details: { volume: volume.uuid },
    });
  }

  /** Under both locks: nobody can attach the volume between the look and the deletion. */
  async delete(reference: string): Promise<VolumeInfo> {
    return this.#instances.exclusively(() =>
      this.#store.folder.exclusively(() => {
        const volume = this.#store.get(reference);
        const info = toInfo(volume, this.#held());
        refuseAttached(volume, this.#held());
        this.#store.delete(volume);
        return info;
      }),
    );
  }

  #held(): HeldVolume[] {
    return listHeldVolumes(this.#instances.listRunning());
  }
}

function toInfo(volume: StoredVolume, held: readonly HeldVolume[]): VolumeInfo {
  const { probe } = volume;
  const attachedTo = held
    .filter((place) => place.uuid === volume.uuid)
    .map(({ instance, path, readOnly, virtualId, since }) => ({ instance, path, readOnly, virtualId, since }));
  return {
    uuid: volume.uuid,
    name: volume.name,
    label: probe.label,
    status: statusOf(volume, attachedTo.length > 0),
    filesystem: probe.filesystem,
    size: probe.size,
    used: probe.used,
    allocated: probe.allocated,
    location: volume.location,
    created: volume.created.toISOString(),
    provider: 'onprem',
    labels: {},
    attachedTo,
  };
}

function statusOf(volume: StoredVolume, attached: boolean): VolumeStatus {
  if (attached) return 'attached';
  return volume.probe.healthy ? 'available' : 'error';
}

function refuseAttached({ uuid, name }: StoredVolume, held: readonly HeldVolume[]): void {
  const place = held.find((other) => other.uuid === uuid);
  if (place === undefined) return;
  const { instance, since, path, supervisor } = place;
  throw new OpsError('volume-in-use', `${name}: attached to instance ${instance} (since ${since}, at ${path})`, {
    hint: `to stop that instance: kill -INT ${supervisor}`,
    details: { volume: uuid, instance },
  });
}
