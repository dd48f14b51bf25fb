import { readFileSync, rmSync, statSync } from 'node:fs';
import { hasErrorCode, OpsError } from '../core/errors.js';
import { bytes, type Bytes } from '../core/size.js';
import { findClosest } from '../core/suggest.js';
import { isUuid } from '../core/uuid.js';
import { writeFileAtomic } from '../io/atomic-file.js';
import { hostError, isSystemError, onHost } from '../io/host-errors.js';
import { StoreFolder } from '../io/store-folder.js';
import { decodeImageRecord, encodeImageRecord, isImageName, type ImageRecord } from './image-record.js';

/** An image in the store, and where its disk is. */
export interface StoredImage extends ImageRecord {
  readonly location: string;
  /** Of the disk. */
  readonly size: Bytes;
  /** Bytes that the disk takes on this machine. */
  readonly allocated: Bytes;
}

/** The images of a home: `<name>.json` names the disk `<name>:<uuid>.raw` beside it. */
export class ImageStore {
  readonly folder: StoreFolder;

  constructor(directory: string) {
    this.folder = new StoreFolder(directory);
  }

  /**
   * Every image, by name. Files of others are passed over.
   *
   * @param onBroken is told why an image is not among them: its disk is there, its record cannot be read
   */
  list(onBroken: (problem: OpsError) => void = () => undefined): StoredImage[] {
    return this.#names().flatMap((name) => {
      try {
        return this.find(name) ?? [];
      } catch (error) {
        if (!(error instanceof OpsError)) throw error;
        if (this.#hasDisk(name)) onBroken(error);
        return [];
      }
    });
  }

  /** The image of this name; none while it has no disk. @throws OpsError `format-corrupt` */
  find(name: string): StoredImage | undefined {
    let record = this.#read(name);
    while (record !== undefined) {
      const image = this.#open(record);
      if (image !== undefined) return image;
      // Replaced since its record was read, unless the record says the same still.
      const again = this.#read(name);
      if (again?.uuid === record.uuid) return undefined;
      record = again;
    }
    return undefined;
  }

  /** @throws OpsError `image-not-found` with the closest name */
  get(name: string): StoredImage {
    const image = this.find(name);
    if (image !== undefined) return image;
    const closest = findClosest(
      name,
      this.#names().filter((other) => other !== name),
    );
    throw new OpsError('image-not-found', `no image is called "${name}"`, {
      hint: closest === undefined ? 'ops image list' : `did you mean "${closest}"?`,
      details: { reference: name },
    });
  }

  /** Makes `record` the image of its name. Its disk is in place already. Call it in `folder.exclusively`. */
  commit(record: ImageRecord): StoredImage {
    writeFileAtomic(this.folder.pathOf(recordFile(record.name)), encodeImageRecord(record));
    const image = this.#open(record);
    if (image === undefined) throw new OpsError('internal', `image ${record.name}: it has no disk`);
    return image;
  }

  /** Removes an image: the record first, since that is what makes it one. Call it in `folder.exclusively`. */
  delete(image: StoredImage): void {
    onHost('delete', image.location, () => {
      rmSync(this.folder.pathOf(recordFile(image.name)));
      rmSync(image.location, { force: true });
    });
  }

  /**
   * Removes the disks that no record names, but for those in `inUse`; the disks of a record that cannot be read stay.
   * Call it in `folder.exclusively`.
   */
  removeOrphans(inUse: ReadonlySet<string>): void {
    for (const file of this.folder.names()) {
      const disk = parseDiskFile(file);
      const location = this.folder.pathOf(file);
      if (disk !== undefined && !inUse.has(location) && this.#isOrphan(disk)) rmSync(location, { force: true });
    }
  }

  #isOrphan({ name, uuid }: Pick<ImageRecord, 'name' | 'uuid'>): boolean {
    try {
      return this.#read(name)?.uuid !== uuid;
    } catch (error) {
      if (hasErrorCode(error, 'format-corrupt')) return false;
      throw error;
    }
  }

  #hasDisk(name: string): boolean {
    return this.folder.names().some((file) => parseDiskFile(file)?.name === name);
  }

  #open(record: ImageRecord): StoredImage | undefined {
    const location = this.folder.pathOf(diskFile(record));
    const stat = onHost('read', location, () => statSync(location, { throwIfNoEntry: false }));
    return stat && { ...record, location, size: bytes(stat.size), allocated: bytes(stat.blocks * 512) };
  }

  #read(name: string): ImageRecord | undefined {
    if (!isImageName(name)) return undefined;
    const path = this.folder.pathOf(recordFile(name));
    try {
      return decodeImageRecord(readFileSync(path, 'utf8'), name, path);
    } catch (error) {
      if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined;
      throw hostError(error, path, 'read');
    }
  }

  #names(): string[] {
    return this.folder
      .names()
      .flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? [])
      .sort();
  }
}

/** `<name>:<uuid>.raw` */
export function diskFile({ name, uuid }: Pick<ImageRecord, 'name' | 'uuid'>): string {
  return `${name}:${uuid}.raw`;
}

/** The image whose disk has this name; none for what is not a disk of ours. */
function parseDiskFile(file: string): Pick<ImageRecord, 'name' | 'uuid'> | undefined {
  const [, name = '', uuid = ''] = /^([^:]+):([^:]+)\.raw$/.exec(file) ?? [];
  return isImageName(name) && isUuid(uuid) ? { name, uuid } : undefined;
}

function recordFile(name: string): string {
  return `${name}.json`;
}
