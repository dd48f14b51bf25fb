import { OpsError } from '../../src/core/errors.js';
import type { Home } from '../../src/core/home.js';
import { parseMount, formatMountSource, type Mount } from '../../src/core/mount.js';
import type { OperationOptions } from '../../src/core/progress.js';
import { bytes } from '../../src/core/size.js';
import type { ImageStore, StoredImage } from '../../src/images/image-store.js';
import type { InstanceStore } from '../../src/instances/instance-store.js';
import type { DiskFiles } from '../../src/provider/disk-files.js';
import type { CreatedImage, CreateImageRequest, ImageFacet, ImageInfo } from '../../src/provider/images.js';
import { resolveMountSources } from '../../src/volumes/mount-sources.js';
import type { VolumeStore } from '../../src/volumes/volume-store.js';

/** Images of this machine: raw disks in the home. */
export class OnpremImages implements ImageFacet {
  readonly #home: Home;
  readonly #store: ImageStore;
  readonly #volumes: VolumeStore;
  readonly #instances: InstanceStore;
  readonly #now: () => Date;

  constructor(home: Home, store: ImageStore, volumes: VolumeStore, instances: InstanceStore, now: () => Date) {
    this.#home = home;
    this.#store = store;
    this.#volumes = volumes;
    this.#instances = instances;
    this.#now = now;
  }

  async create(request: CreateImageRequest, options: OperationOptions): Promise<CreatedImage> {
    // All that builds a root: looking at images and volumes does not need it.
    const [{ findNanosBuild }, { createImage }] = await Promise.all([
      import('../../src/images/build-disk.js'),
      import('../../src/images/create-image.js'),
    ]);
    resolveMountSources(request.mounts, this.#volumes, request.guest);
    const nanos = request.guest === 'nanos' ? findNanosBuild(request.nanos, this.#home.directory) : undefined;
    const { image, totals, description } = await createImage(
      this.#store,
      {
        ...(request.name !== undefined && { name: request.name }),
        ...(request.size !== undefined && { size: request.size }),
        replace: request.replace,
        content: request,
        nanos,
        now: this.#now(),
        disksInUse: () => this.#disksInUse(),
      },
      options,
    );
    return { image: toInfo(image), files: totals.files, content: bytes(totals.content), description };
  }

  async list(onBroken?: (problem: OpsError) => void): Promise<ImageInfo[]> {
    return this.#store.list(onBroken).map(toInfo);
  }

  async get(name: string): Promise<ImageInfo> {
    return toInfo(this.#store.get(name));
  }

  async files(name: string): Promise<DiskFiles> {
    const { location, guest } = this.#store.get(name);
    if (guest !== 'linux') throw withoutFiles(name, guest);
    const { OpenedDisk } = await import('../../src/filesystem/inspect/disk-files.js');
    return OpenedDisk.open(location, name);
  }

  /** Under both locks: no instance can start from the image between the look and the deletion. */
  async delete(name: string): Promise<ImageInfo> {
    return this.#instances.exclusively(() =>
      this.#store.folder.exclusively(() => {
        const image = this.#store.get(name);
        const info = toInfo(image);
        this.#refuseUsed(image);
        this.#store.delete(image);
        return info;
      }),
    );
  }

  #refuseUsed(image: StoredImage): void {
    const user = this.#instances.list().find((instance) => instance.imageDisk === image.location);
    if (user === undefined) return;
    throw new OpsError('image-in-use', `${image.name}: instance ${user.name} is made of it`, {
      hint: `ops instance delete ${user.name}`,
      details: { image: image.name, instance: user.name },
    });
  }

  #disksInUse(): Set<string> {
    return new Set(this.#instances.list().flatMap(({ imageDisk }) => imageDisk ?? []));
  }
}

/** Their root is a partition with TFS. */
function withoutFiles(name: string, guest: string): OpsError {
  return new OpsError('format-unsupported', `image ${name} is for ${guest}: the files in it cannot be read yet`, {
    hint: `ops image info ${name}`,
    details: { image: name },
  });
}

function toInfo(image: StoredImage): ImageInfo {
  return {
    name: image.name,
    uuid: image.uuid,
    guest: image.guest,
    size: image.size,
    allocated: image.allocated,
    created: image.created,
    program: image.program,
    arguments: image.arguments,
    mounts: image.mounts.map(parseMount).map(toMountInfo),
    location: image.location,
    provider: 'onprem',
  };
}

function toMountInfo({ source, path, readOnly }: Mount): ImageInfo['mounts'][number] {
  return { source: formatMountSource(source), path, readOnly };
}
