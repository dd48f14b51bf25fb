import type { RandomAccess } from '../../random-access.js';
import type { Extent } from '../../window.js';
import { FIRST_CLUSTER, SLOT_SIZE, type FatType } from '../geometry.js';
import { foldCase } from '../names.js';
import { ChainCursor, ClusterTable } from './cluster-table.js';
import { decodeDirectory, type FatEntry } from './decode-directory.js';
import { corrupt, openVolume, type Volume } from './volume.js';

/** Bytes. A directory cannot be larger: a chain that goes in circles ends here. */
const MAXIMUM_SIZE = 65_536 * SLOT_SIZE;

/**
 * Opens a FAT16 or FAT32 volume, which must not change while it is read.
 *
 * @throws OpsError `format-corrupt` for what is no such volume or is damaged; `format-unsupported` for FAT12. So do all
 * methods.
 */
export function openFat(image: RandomAccess): FatReader {
  return new FatReader(openVolume(image));
}

export class FatReader {
  /** The directory that has no name. */
  readonly root: FatEntry;
  readonly #volume: Volume;
  readonly #table: ClusterTable;
  #cursor: ChainCursor | undefined;

  constructor(volume: Volume) {
    this.#volume = volume;
    this.#table = new ClusterTable(volume);
    const unknown = { size: 0, readOnly: false, modified: undefined, created: undefined };
    this.root = { name: '', kind: 'directory', firstCluster: volume.rootCluster, ...unknown };
  }

  get type(): FatType {
    return this.#volume.type;
  }

  get serial(): number {
    return this.#volume.serial;
  }

  /** What the boot sector calls the volume: `NO NAME` where it has none. */
  get label(): string {
    return this.#volume.label;
  }

  get clusterSize(): number {
    return this.#volume.clusterSize;
  }

  /**
   * What is in a directory, in the order of the volume, without `.` and `..`. In a damaged volume a directory may be within
   * itself: who goes down into all of them has to end somewhere.
   */
  list(directory: FatEntry): FatEntry[] {
    return decodeDirectory(this.#readDirectory(directory));
  }

  /** What is at a path below the root, its parts between `/`, in letters of either case. */
  find(path: string): FatEntry | undefined {
    let entry: FatEntry | undefined = this.root;
    for (const part of path.split('/').filter((name) => name !== '')) {
      if (entry?.kind !== 'directory') return undefined;
      entry = this.list(entry).find(({ name }) => foldCase(name) === foldCase(part));
    }
    return entry;
  }

  /** Fills `into` with a file's bytes from `position`, all of which it must have. */
  read(file: FatEntry, position: number, into: Uint8Array): void {
    const { clusterSize, clusterCount } = this.#volume;
    if (position + into.length > file.size) throw new RangeError(`${file.name} has only ${file.size} bytes`);
    if (file.size > clusterCount * clusterSize) throw corrupt(`${JSON.stringify(file.name)} is larger than the volume`);
    for (let done = 0; done < into.length;) {
      const run = this.#findRun(file, position + done, into.length - done);
      const bytes = this.#volume.image.read(run.offset, run.size);
      if (bytes.length < run.size) throw corrupt('its image was cut off while it was read');
      into.set(bytes, done);
      done += run.size;
    }
  }

  /** What stands in a row on the volume of `length` bytes of a file. */
  #findRun(file: FatEntry, position: number, length: number): Extent {
    const { clusterSize } = this.#volume;
    if (this.#cursor?.first !== file.firstCluster) this.#cursor = new ChainCursor(this.#table, file.firstCluster);
    const within = position % clusterSize;
    const index = (position - within) / clusterSize;
    const cluster = this.#cursor.at(index);
    let clusters = 1;
    const held = () => clusters * clusterSize - within;
    while (held() < length && this.#cursor.at(index + clusters) === cluster + clusters) clusters++;
    return { offset: this.#startOf(cluster) + within, size: Math.min(held(), length) };
  }

  #readDirectory(directory: FatEntry): Uint8Array {
    const { image, type, clusterSize, rootStart, rootSize } = this.#volume;
    if (directory.name === this.root.name && type === 'FAT16') return image.read(rootStart, rootSize);
    const pieces: Uint8Array[] = [];
    let cluster: number | undefined = this.#table.check(directory.firstCluster);
    for (; cluster !== undefined; cluster = this.#table.next(cluster)) {
      pieces.push(image.read(this.#startOf(cluster), clusterSize).slice());
      if (pieces.length * clusterSize > MAXIMUM_SIZE) throw corrupt('a directory does not end');
    }
    return Buffer.concat(pieces);
  }

  #startOf(cluster: number): number {
    const { dataStart, clusterSize } = this.#volume;
    return dataStart + (cluster - FIRST_CLUSTER) * clusterSize;
  }
}
