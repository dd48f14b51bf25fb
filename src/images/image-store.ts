import { readFileSync, rmSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import { findClosest } from '../core/suggest.js';
import { writeFileAtomic } from '../io/atomic-file.js';
import { onHost } from '../io/host-errors.js';
import { StoreFolder } from '../io/store-folder.js';
import { decodeImageRecord, encodeImageRecord, type ImageRecord } from './image-record.js';

/** An image in the store, and where its disk is. */
export interface StoredImage extends ImageRecord {
  readonly location: string;
}

/** The images of a home: `<name>.json` names the disk `<name>:<uuid>.raw` beside it. */
export class ImageStore {
  readonly folder: StoreFolder;

  constructor(directory: string) {
    this.folder = new StoreFolder(directory);
  }

  /** Every image, by name. */
  list(): StoredImage[] {
    return this.#names().flatMap((name) => this.find(name) ?? []);
  }

  find(name: string): StoredImage | undefined {
    if (!this.#names().includes(name)) return undefined;
    const path = this.folder.pathOf(recordFile(name));
    const record = decodeImageRecord(
      onHost('read', path, () => readFileSync(path, 'utf8')),
      path,
    );
    return { ...record, location: this.folder.pathOf(diskFile(record)) };
  }

  /** @throws OpsError `image-not-found` with the closest name */
  get(name: string): StoredImage {
    const image = this.find(name);
    if (image !== undefined) return image;
    const closest = findClosest(name, this.#names());
    throw new OpsError('image-not-found', `no image is called "${name}"`, {
      hint: closest === undefined ? 'ops image list' : `did you mean "${closest}"?`,
      details: { reference: name },
    });
  }

  /** Makes `record` the image of its name. Its disk is in place already. Call it in `folder.exclusively`. */
  commit(record: ImageRecord): StoredImage {
    writeFileAtomic(this.folder.pathOf(recordFile(record.name)), encodeImageRecord(record));
    return { ...record, location: this.folder.pathOf(diskFile(record)) };
  }

  /** Removes an image: the record first, since that is what makes it one. Call it in `folder.exclusively`. */
  delete(image: StoredImage): void {
    onHost('delete', image.location, () => {
      rmSync(this.folder.pathOf(recordFile(image.name)));
      rmSync(image.location, { force: true });
    });
  }

  /** Removes the disks that no record names, but for those in `inUse`. Call it in `folder.exclusively`. */
  removeOrphans(inUse: ReadonlySet<string>): void {
    const named = new Set(this.list().map((image) => image.location));
    for (const file of this.folder.names().filter((name) => name.endsWith('.raw'))) {
      const location = this.folder.pathOf(file);
      if (!named.has(location) && !inUse.has(location)) rmSync(location, { force: true });
    }
  }

  #names(): string[] {
    return this.folder.names().flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  }
}

/** `<name>:<uuid>.raw` */
export function diskFile({ name, uuid }: Pick<ImageRecord, 'name' | 'uuid'>): string {
  return `${name}:${uuid}.raw`;
}

function recordFile(name: string): string {
  return `${name}.json`;
}
