import { Buffer } from 'node:buffer';
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
  type BigIntStats,
} from 'node:fs';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { DeviceNode, DirectoryEntry, DirectoryNode, TreeNode } from '../formats/tree.js';
import { isSystemError, sourceError } from '../io/host-errors.js';
import { joinRawPath, rawPathFromBytes, showRawPath, toRawPath, toSystemPath, type RawPath } from '../io/raw-path.js';
import { findDataRanges, looksSparse } from '../io/sparse-map.js';
import { runInTimeSlices } from '../io/time-slices.js';
import { readAttributes, type HostAttributeOptions } from './host-attributes.js';
import type { PathFilter } from './ignore-patterns.js';
import { HostFile, SparseHostFile, type HostLocation } from './host-file.js';

export interface HostTreeOptions extends HostAttributeOptions {
  /** Take what a symbolic link at the root itself points to; links below stay links. Default true. */
  readonly follow?: boolean;
  /** What is left out of the directory, by its path below it; nothing is read of a directory that is. */
  readonly exclude?: PathFilter;
}

const YIELD_EVERY = 256;
const LONGEST_NAME = 255;
const LONGEST_LINK_TARGET = 4095;
const READABLE_BY_ALL = 0o444;

/**
 * Reads a directory of this machine, however its path is spelled, as the root of a tree; a single file becomes a tree
 * with that one file. Nothing is read of the files themselves but where their holes are.
 *
 * @throws OpsError `source-not-found`, `source-unreadable` with the path of what cannot be read, `source-changed` when
 *   something vanishes meanwhile, `source-unsupported`, `interrupted`
 */
export function readHostTree(
  source: string,
  options: HostTreeOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<DirectoryNode<HostFile>> {
  return runInTimeSlices(walkHostTree(source, options), { signal: options.signal });
}

/** {@link readHostTree} in steps: yields how many entries it has seen, now and then. */
export function* walkHostTree(
  source: string,
  options: HostTreeOptions = {},
): Generator<number, DirectoryNode<HostFile>> {
  const node = yield* walkHostNode(source, options);
  if (node.kind === 'directory') return node;
  if (node.kind !== 'file') throw unsupported(source, 'neither a directory nor a file');
  const { uid, gid, atime, mtime, ctime } = node;
  const name = Buffer.from(path.basename(source));
  return { kind: 'directory', mode: 0o755, uid, gid, atime, mtime, ctime, entries: [{ name, node }] };
}

/** The same for whatever is at `source`: the file itself, or the directory with all below it. */
export function* walkHostNode(source: string, options: HostTreeOptions = {}): Generator<number, TreeNode<HostFile>> {
  const root = toRawPath(source);
  const follow = options.follow ?? true;
  const stat = examine(root, follow ? statSync : lstatSync, sourceError);
  const walk = new HostWalk(options);
  if (!stat.isDirectory()) return walk.toNode(stat, root, locate(root, follow));
  const directory = toDirectory(stat, options);
  yield* walk.fill(directory, root);
  return directory;
}

/** A directory that is being filled. */
type HostDirectory = DirectoryNode<HostFile> & { readonly entries: DirectoryEntry<HostFile>[] };

class HostWalk {
  readonly #options: HostTreeOptions;
  /** Files with several names by device and inode number. */
  readonly #links = new Map<string, TreeNode<HostFile>>();
  #count = 0;

  constructor(options: HostTreeOptions) {
    this.#options = options;
  }

  *fill(root: HostDirectory, rootPath: RawPath): Generator<number, void> {
    const { exclude } = this.#options;
    const prefix = joinRawPath(rootPath, '').length;
    const pending = [{ directory: root, at: rootPath }];
    for (let next = pending.pop(); next; next = pending.pop()) {
      for (const name of listNames(next.at)) {
        const at = joinRawPath(next.at, name);
        const stat = examine(at, lstatSync, vanishedError);
        if (exclude?.(showRawPath(at.slice(prefix) as RawPath), stat.isDirectory())) continue;
        const location = { directory: next.at, name: toNameBytes(name, at) };
        const directory = stat.isDirectory() ? toDirectory(stat, this.#options) : undefined;
        if (directory) pending.push({ directory, at });
        next.directory.entries.push({ name: location.name, node: directory ?? this.#visit(stat, at, location) });
        if (++this.#count % YIELD_EVERY === 0) yield this.#count;
      }
    }
  }

  #visit(stat: BigIntStats, at: RawPath, location: HostLocation): TreeNode<HostFile> {
    if (stat.nlink === 1n) return this.toNode(stat, at, location);
    const key = `${String(stat.dev)}:${String(stat.ino)}`;
    const known = this.#links.get(key);
    if (known) return known;
    const node = this.toNode(stat, at, location);
    this.#links.set(key, node);
    return node;
  }

  /** What is no directory. */
  toNode(stat: BigIntStats, at: RawPath, location: HostLocation): TreeNode<HostFile> {
    const options = this.#options;
    switch (Number(stat.mode) & constants.S_IFMT) {
      case constants.S_IFREG:
        return toFile(stat, at, location, options);
      case constants.S_IFLNK:
        return { kind: 'symlink', ...readAttributes(stat, options), target: readTarget(at) };
      case constants.S_IFIFO:
        return { kind: 'fifo', ...readAttributes(stat, options) };
      case constants.S_IFSOCK:
        return { kind: 'socket', ...readAttributes(stat, options) };
      case constants.S_IFCHR:
        return toDevice(stat, 'character-device', options);
      case constants.S_IFBLK:
        return toDevice(stat, 'block-device', options);
      default:
        throw unsupported(showRawPath(at), 'of a type that no file system of a guest has');
    }
  }
}

function toDirectory(stat: BigIntStats, options: HostTreeOptions): HostDirectory {
  return { kind: 'directory', ...readAttributes(stat, options), entries: [] };
}

function toDevice(stat: BigIntStats, kind: DeviceNode['kind'], options: HostTreeOptions): DeviceNode {
  // The kernel's 64-bit dev_t: 32 bits of major and minor, interleaved (makedev(3)).
  const major = Number(((stat.rdev >> 8n) & 0xfffn) | ((stat.rdev >> 32n) & 0xffff_f000n));
  const minor = Number((stat.rdev & 0xffn) | ((stat.rdev >> 12n) & 0xffff_ff00n));
  return { kind, ...readAttributes(stat, options), major, minor };
}

function toFile(stat: BigIntStats, at: RawPath, location: HostLocation, options: HostTreeOptions): HostFile {
  // What everybody may read needs no question, which is most files and a system call each.
  if ((Number(stat.mode) & READABLE_BY_ALL) !== READABLE_BY_ALL) {
    attempt('read', at, sourceError, () => {
      accessSync(toSystemPath(at), constants.R_OK);
    });
  }
  const data = looksSparse(Number(stat.size), Number(stat.blocks)) ? findHoles(at, Number(stat.size)) : undefined;
  return data ? new SparseHostFile(stat, location, data, options) : new HostFile(stat, location, options);
}

function findHoles(at: RawPath, size: number): ReturnType<typeof findDataRanges> {
  return attempt('read', at, sourceError, () => {
    const fd = openSync(toSystemPath(at), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return findDataRanges(fd, showRawPath(at), size);
    } finally {
      closeSync(fd);
    }
  });
}

function readTarget(at: RawPath): Uint8Array {
  const target = attempt('read', at, vanishedError, () => readlinkSync(toSystemPath(at), { encoding: 'latin1' }));
  if (target.length === 0 || target.length > LONGEST_LINK_TARGET) {
    throw unsupported(showRawPath(at), `a symbolic link with a target of ${target.length} bytes`);
  }
  return Buffer.from(target, 'latin1');
}

/** Sorted by bytes, so that the same tree is the same whatever order its file system lists it in. */
function listNames(at: RawPath): string[] {
  return attempt('list', at, vanishedError, () => readdirSync(toSystemPath(at), { encoding: 'latin1' })).sort();
}

function toNameBytes(name: string, at: RawPath): Uint8Array {
  if (name.length > LONGEST_NAME) throw unsupported(showRawPath(at), `a name of ${name.length} bytes, over 255`);
  return Buffer.from(name, 'latin1');
}

/** Where the file itself is that `root` names, perhaps through symbolic links. */
function locate(root: RawPath, follow: boolean): HostLocation {
  const real = follow
    ? rawPathFromBytes(attempt('resolve', root, sourceError, () => realpathSync(toSystemPath(root), 'buffer')))
    : root;
  const name = path.posix.basename(real);
  return { directory: path.posix.dirname(real) as RawPath, name: Buffer.from(name, 'latin1') };
}

type Translate = (error: unknown, path: string, action: string) => Error;
type Examine = (path: string | Buffer, options: { readonly bigint: true }) => BigIntStats;

function examine(at: RawPath, call: Examine, translate: Translate): BigIntStats {
  try {
    return call(toSystemPath(at), { bigint: true });
  } catch (error) {
    throw translate(error, showRawPath(at), 'examine');
  }
}

function attempt<T>(action: string, at: RawPath, translate: Translate, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw translate(error, showRawPath(at), action);
  }
}

/** What was listed a moment ago and is gone has changed; it was never missing. */
function vanishedError(error: unknown, at: string, action: string): Error {
  if (!isSystemError(error, 'ENOENT') && !isSystemError(error, 'ENOTDIR')) return sourceError(error, at, action);
  return new OpsError('source-changed', `${at}: vanished while the tree was read`, {
    hint: 'run the command again when nothing changes these files',
    details: { path: at },
    cause: error,
  });
}

function unsupported(at: string, what: string): OpsError {
  return new OpsError('source-unsupported', `${at}: ${what}`, { details: { path: at } });
}
