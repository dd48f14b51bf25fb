import type { BigIntStats } from 'node:fs';
import type {
  ByteRange,
  DeviceNode,
  DirectoryEntry,
  DirectoryNode,
  FileAttributes,
  FileNode,
  SpecialNode,
  SymbolicLinkNode,
  Timestamp,
} from '../formats/tree.js';
import type { RawPath } from '../io/raw-path.js';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** What the tree says differently from the host. */
export interface HostAttributeOptions {
  /** Everything belongs to this owner, whoever owns it on this machine. */
  readonly owner?: Owner;
  /**
   * For builds that can be repeated (SOURCE_DATE_EPOCH): no modification time is later than this, and the times of
   * access and change, which no checkout can restore, are the modification time.
   */
  readonly latestTime?: Timestamp;
}

const NANOSECONDS = 1_000_000_000n;
const MODE_BITS = 0o7777n;

/**
 * The attributes of a file of this machine. A class with numbers in it, and no objects, because there may be millions:
 * three timestamps as objects would double the size of a node.
 */
class HostAttributes implements FileAttributes {
  readonly mode: number;
  readonly #uid: number;
  readonly #gid: number;
  readonly #atimeSeconds: number;
  readonly #atimeNanoseconds: number;
  readonly #mtimeSeconds: number;
  readonly #mtimeNanoseconds: number;
  readonly #ctimeSeconds: number;
  readonly #ctimeNanoseconds: number;
  readonly #options: HostAttributeOptions;

  constructor(stat: BigIntStats, options: HostAttributeOptions) {
    this.mode = Number(stat.mode & MODE_BITS);
    this.#uid = Number(stat.uid);
    this.#gid = Number(stat.gid);
    this.#atimeSeconds = toSeconds(stat.atimeNs);
    this.#atimeNanoseconds = toNanoseconds(stat.atimeNs, this.#atimeSeconds);
    this.#mtimeSeconds = toSeconds(stat.mtimeNs);
    this.#mtimeNanoseconds = toNanoseconds(stat.mtimeNs, this.#mtimeSeconds);
    this.#ctimeSeconds = toSeconds(stat.ctimeNs);
    this.#ctimeNanoseconds = toNanoseconds(stat.ctimeNs, this.#ctimeSeconds);
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
    const mtime = { seconds: this.#mtimeSeconds, nanoseconds: this.#mtimeNanoseconds };
    const latest = this.#options.latestTime;
    return latest && isLater(mtime, latest) ? latest : mtime;
  }

  get ctime(): Timestamp {
    if (this.#options.latestTime) return this.mtime;
    return { seconds: this.#ctimeSeconds, nanoseconds: this.#ctimeNanoseconds };
  }

  protected hasModificationTime(nanoseconds: bigint): boolean {
    const seconds = toSeconds(nanoseconds);
    return seconds === this.#mtimeSeconds && toNanoseconds(nanoseconds, seconds) === this.#mtimeNanoseconds;
  }
}

/** Where a file is: its own name may differ from the one in the tree. */
export interface HostLocation {
  readonly directory: RawPath;
  readonly name: Uint8Array;
}

/** A regular file of this machine. It is its own content: how to find it again, and to see that it is the same. */
export class HostFile extends HostAttributes implements FileNode<HostFile> {
  readonly kind = 'file';
  readonly size: number;
  readonly directory: RawPath;
  readonly name: Uint8Array;
  readonly #inode: number;

  constructor(stat: BigIntStats, location: HostLocation, options: HostAttributeOptions) {
    super(stat, options);
    this.size = Number(stat.size);
    this.directory = location.directory;
    this.name = location.name;
    this.#inode = Number(stat.ino);
  }

  get content(): this {
    return this;
  }

  /** True while the file is the one that was planned, by inode, size and time of modification. */
  isUnchanged(stat: BigIntStats): boolean {
    const same = Number(stat.ino) === this.#inode && Number(stat.size) === this.size;
    return same && this.hasModificationTime(stat.mtimeNs);
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

export class HostDirectory extends HostAttributes implements DirectoryNode<HostFile> {
  readonly kind = 'directory';
  readonly entries: DirectoryEntry<HostFile>[] = [];
}

export class HostSymbolicLink extends HostAttributes implements SymbolicLinkNode {
  readonly kind = 'symlink';
  readonly target: Uint8Array;

  constructor(stat: BigIntStats, target: Uint8Array, options: HostAttributeOptions) {
    super(stat, options);
    this.target = target;
  }
}

export class HostSpecial extends HostAttributes implements SpecialNode {
  readonly kind: SpecialNode['kind'];

  constructor(stat: BigIntStats, kind: SpecialNode['kind'], options: HostAttributeOptions) {
    super(stat, options);
    this.kind = kind;
  }
}

export class HostDevice extends HostAttributes implements DeviceNode {
  readonly kind: DeviceNode['kind'];
  readonly major: number;
  readonly minor: number;

  constructor(stat: BigIntStats, kind: DeviceNode['kind'], options: HostAttributeOptions) {
    super(stat, options);
    this.kind = kind;
    // The kernel's 64-bit dev_t: 32 bits of major and minor, interleaved (makedev(3)).
    this.major = Number(((stat.rdev >> 8n) & 0xfffn) | ((stat.rdev >> 32n) & 0xffff_f000n));
    this.minor = Number((stat.rdev & 0xffn) | ((stat.rdev >> 12n) & 0xffff_ff00n));
  }
}

function toSeconds(nanoseconds: bigint): number {
  const rest = nanoseconds % NANOSECONDS;
  return Number((nanoseconds - (rest < 0n ? rest + NANOSECONDS : rest)) / NANOSECONDS);
}

function toNanoseconds(nanoseconds: bigint, seconds: number): number {
  return Number(nanoseconds - BigInt(seconds) * NANOSECONDS);
}

function isLater(a: Timestamp, b: Timestamp): boolean {
  return a.seconds > b.seconds || (a.seconds === b.seconds && a.nanoseconds > b.nanoseconds);
}
