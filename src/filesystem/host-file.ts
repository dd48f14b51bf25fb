import type { BigIntStats } from 'node:fs';
import type { ByteRange, FileNode, Timestamp } from '../formats/tree.js';
import type { RawPath } from '../io/raw-path.js';
import { limitTime, toMode, toTimestamp, type HostAttributeOptions } from './host-attributes.js';

/** Where a file is: its own name may differ from the one in the tree. */
export interface HostLocation {
  readonly directory: RawPath;
  readonly name: Uint8Array;
}

/**
 * A regular file of this machine. It is its own content: how to find it again, and to see that it is the same.
 *
 * There may be millions, so this is a class with numbers in it, half the memory of objects in objects. Times, owner and
 * content are getters: a copy by `{ ...file }` loses them.
 */
export class HostFile implements FileNode<HostFile> {
  readonly kind = 'file';
  readonly mode: number;
  readonly size: number;
  readonly directory: RawPath;
  readonly name: Uint8Array;
  /** No longer once the tree has another name for it. */
  hasOneName: boolean;
  readonly #uid: number;
  readonly #gid: number;
  readonly #inode: number;
  readonly #atimeSeconds: number;
  readonly #atimeNanoseconds: number;
  readonly #mtimeSeconds: number;
  readonly #mtimeNanoseconds: number;
  readonly #ctimeSeconds: number;
  readonly #ctimeNanoseconds: number;
  readonly #options: HostAttributeOptions;

  constructor(stat: BigIntStats, location: HostLocation, options: HostAttributeOptions) {
    const [atime, mtime, ctime] = [toTimestamp(stat.atimeNs), toTimestamp(stat.mtimeNs), toTimestamp(stat.ctimeNs)];
    this.mode = toMode(stat);
    this.size = Number(stat.size);
    this.directory = location.directory;
    this.name = location.name;
    this.hasOneName = stat.nlink === 1n;
    this.#uid = Number(stat.uid);
    this.#gid = Number(stat.gid);
    this.#inode = Number(stat.ino);
    this.#atimeSeconds = atime.seconds;
    this.#atimeNanoseconds = atime.nanoseconds;
    this.#mtimeSeconds = mtime.seconds;
    this.#mtimeNanoseconds = mtime.nanoseconds;
    this.#ctimeSeconds = ctime.seconds;
    this.#ctimeNanoseconds = ctime.nanoseconds;
    this.#options = options;
  }

  get uid(): number {
    return this.#options.owner?.uid ?? this.#uid;
  }

  get gid(): number {
    return this.#options.owner?.gid ?? this.#gid;
  }

  get atime(): Timestamp {
    if (this.#options.latestTime) return this.mtime;
    return { seconds: this.#atimeSeconds, nanoseconds: this.#atimeNanoseconds };
  }

  get mtime(): Timestamp {
    return limitTime({ seconds: this.#mtimeSeconds, nanoseconds: this.#mtimeNanoseconds }, this.#options);
  }

  get ctime(): Timestamp {
    if (this.#options.latestTime) return this.mtime;
    return { seconds: this.#ctimeSeconds, nanoseconds: this.#ctimeNanoseconds };
  }

  get content(): this {
    return this;
  }

  /** True while the file is the one that was planned, by inode, size and time of modification. */
  isUnchanged(stat: BigIntStats): boolean {
    if (Number(stat.ino) !== this.#inode || Number(stat.size) !== this.size) return false;
    const { seconds, nanoseconds } = toTimestamp(stat.mtimeNs);
    return seconds === this.#mtimeSeconds && nanoseconds === this.#mtimeNanoseconds;
  }
}

/** A file with holes. */
export class SparseHostFile extends HostFile {
  readonly data: readonly ByteRange[];

  constructor(stat: BigIntStats, location: HostLocation, data: readonly ByteRange[], options: HostAttributeOptions) {
    super(stat, location, options);
    this.data = data;
  }
}
