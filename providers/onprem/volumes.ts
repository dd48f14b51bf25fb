import { OpsError } from '../../src/core/errors.js';
import { parseMount } from '../../src/core/mount.js';
import type { OperationOptions } from '../../src/core/progress.js';
import { bytes, type Bytes } from '../../src/core/size.js';
import type { VolumeName } from '../../src/core/volume-name.js';
import type { ImageStore } from '../../src/images/image-store.js';
import { listHeldVolumes, type HeldVolume } from '../../src/instances/attachments.js';
import type { InstanceStore } from '../../src/instances/instance-store.js';
import type { DiskFiles } from '../../src/provider/disk-files.js';
import type {
  ChangedVolume,
  ConvertVolumeRequest,
  CopyIntoVolumeRequest,
  CreatedVolume,
  CreateVolumeRequest,
  FilesystemName,
  FilledVolume,
  ImportVolumeRequest,
  RenamedVolume,
  VolumeCheck,
  VolumeFacet,
  VolumeInfo,
} from '../../src/provider/volumes.js';
import type { VolumeEditing } from '../../src/volumes/edit-target.js';
import type { FilledVolume as Refilled } from '../../src/volumes/import-volume.js';
import type { StoredVolume, VolumeStore } from '../../src/volumes/volume-store.js';
import { refuseAttached, toInfo } from './volume-info.js';

/** Volumes of this machine: raw files in the home. */
export class OnpremVolumes implements VolumeFacet {
  readonly #store: VolumeStore;
  readonly #instances: InstanceStore;
  readonly #now: () => Date;
  readonly #images: ImageStore;

  constructor(store: VolumeStore, instances: InstanceStore, now: () => Date, images: ImageStore) {
    this.#store = store;
    this.#instances = instances;
    this.#now = now;
    this.#images = images;
  }

  async create(request: CreateVolumeRequest, options: OperationOptions): Promise<CreatedVolume> {
    const { createVolume } = await import('../../src/volumes/create-volume.js');
    const { volume, totals, losses } = await createVolume(this.#store, { ...request, now: this.#now() }, options);
    return { volume: toInfo(volume, []), files: totals.files, content: bytes(totals.content), losses };
  }

  async list(): Promise<VolumeInfo[]> {
    const held = this.#held();
    return this.#store.list().map((volume) => toInfo(volume, held));
  }

  async get(reference: string): Promise<VolumeInfo> {
    return toInfo(this.#store.get(reference), this.#held());
  }

  async files(reference: string): Promise<DiskFiles> {
    const { volume } = this.#readable(reference);
    const { OpenedDisk } = await import('../../src/filesystem/inspect/disk-files.js');
    return OpenedDisk.open(volume.location, volume.name);
  }

  async check(reference: string, options: OperationOptions): Promise<VolumeCheck> {
    const { volume, kind } = this.#readable(reference);
    const { checkDisk } = await import('../../src/filesystem/inspect/check-disk.js');
    const disk = { location: volume.location, shown: volume.name, kind };
    return { volume: toInfo(volume, this.#held()), ...(await checkDisk(disk, options)) };
  }

  /** A volume with a file system that can be read, and that nobody writes. */
  #readable(reference: string): { volume: StoredVolume; kind: FilesystemName } {
    const volume = this.#store.get(reference);
    refuseAttached(
      volume,
      this.#heldByRunning().filter(({ readOnly }) => !readOnly),
    );
    const { filesystem: kind } = volume.probe;
    if (kind !== null) return { volume, kind };
    throw new OpsError('format-unsupported', `${volume.name}: holds no file system`, {
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
    return listHeldVolumes(this.#instances.list());
  }

  #heldByRunning(): HeldVolume[] {
    return this.#held().filter(({ running }) => running);
  }

  /** The running instance that writes a volume. */
  #writerOf(reference: string): string | undefined {
    const { uuid } = this.#store.get(reference);
    return this.#heldByRunning().find((place) => place.uuid === uuid && !place.readOnly)?.instance;
  }

  async import(reference: string, request: ImportVolumeRequest, options: OperationOptions): Promise<FilledVolume> {
    const { importIntoVolume } = await import('../../src/volumes/import-volume.js');
    return toFilled(await importIntoVolume(this.#editing(), reference, request, options));
  }

  async copyInto(reference: string, request: CopyIntoVolumeRequest, options: OperationOptions): Promise<FilledVolume> {
    const { copyIntoVolume } = await import('../../src/volumes/edit-volume.js');
    const { copies, ...copyOptions } = request;
    return toFilled(await copyIntoVolume(this.#editing(), reference, copies, copyOptions, options));
  }

  async resize(reference: string, size: Bytes, options: OperationOptions): Promise<ChangedVolume> {
    const writer = this.#writerOf(reference);
    if (writer !== undefined) {
      const { resizeAttached } = await import('../../src/instances/resize-attached.js');
      await resizeAttached(writer, this.#store.get(reference), size, this.#instances, options.signal);
      return { volume: await this.get(reference), recovered: false, losses: [] };
    }
    const { resizeVolume } = await import('../../src/volumes/resize-volume.js');
    const { volume, recovered, losses } = await resizeVolume(this.#editing(), reference, size, options);
    return { volume: toInfo(volume, []), recovered, losses };
  }

  async convert(reference: string, request: ConvertVolumeRequest, options: OperationOptions): Promise<ChangedVolume> {
    const { convertVolume } = await import('../../src/volumes/convert-volume.js');
    const { volume, ...change } = await convertVolume(this.#editing(), reference, request, options);
    return { volume: toInfo(volume, []), ...change };
  }

  async rename(reference: string, name: VolumeName, options: OperationOptions): Promise<RenamedVolume> {
    const { renameVolume } = await import('../../src/volumes/rename-volume.js');
    const { name: oldName } = this.#store.get(reference);
    const volume = await renameVolume(this.#editing(), reference, name, options);
    return { volume: toInfo(volume, []), images: this.#imagesThatExpect(oldName) };
  }

  #editing(): VolumeEditing {
    return {
      store: this.#store,
      exclusively: (work) => this.#instances.exclusively(work),
      refuseAttached: (volume) => {
        refuseAttached(volume, this.#heldByRunning());
      },
      now: this.#now(),
    };
  }

  #imagesThatExpect(name: string): string[] {
    return this.#images
      .list()
      .filter(({ mounts }) =>
        mounts.map(parseMount).some(({ source }) => source.kind === 'name' && source.name === name),
      )
      .map((image) => image.name);
  }
}

function toFilled({ volume, recovered, losses, totals }: Refilled): FilledVolume {
  return { volume: toInfo(volume, []), recovered, losses, files: totals.files, content: bytes(totals.content) };
}
