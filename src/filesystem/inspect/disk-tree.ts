import { OpsError } from '../../core/errors.js';
import { findClosest } from '../../core/suggest.js';
import { compareBytes } from '../../formats/binary/bytes.js';
import type { FilesystemReader, FilesystemStatus } from '../../formats/filesystem-reader.js';
import type { PatternPart } from './disk-pattern.js';
import { showBytes } from './shown-name.js';

/** A name on the disk and the inode it stands for. */
export interface DiskEntry {
  /** Absolute. */
  readonly path: Uint8Array;
  /** The last part of `path`; empty for the root. */
  readonly name: Uint8Array;
  readonly inode: number;
}

export type DiskStatus = FilesystemStatus;

interface Search {
  readonly found: Map<string, DiskEntry>;
  readonly visited: Set<string>;
}

const SLASH = 0x2f;
const DOT = 0x2e;
const NOTHING = new Uint8Array();

/** The names of a disk, by their paths. */
export class DiskTree {
  readonly reader: FilesystemReader;

  constructor(reader: FilesystemReader) {
    this.reader = reader;
  }

  get root(): DiskEntry {
    return { path: Uint8Array.of(SLASH), name: NOTHING, inode: this.reader.lookup(NOTHING) };
  }

  /** @throws OpsError `source-not-found` with the closest name; a symbolic link at the end is found itself */
  find(names: readonly Uint8Array[]): DiskEntry {
    let entry = this.root;
    for (const name of names) entry = this.#step(entry, name);
    return entry;
  }

  /** What an entry is, or what the symbolic link that it is leads to. */
  follow(entry: DiskEntry): DiskEntry {
    return this.status(entry).node.kind === 'symlink' ? { ...entry, inode: this.reader.lookup(entry.path) } : entry;
  }

  status({ inode }: DiskEntry): DiskStatus {
    return this.reader.status(inode);
  }

  /** What is in a directory, bytewise by name. */
  children(directory: DiskEntry): DiskEntry[] {
    return this.reader
      .list(directory.inode)
      .map(({ name, inode }) => ({ path: join(directory.path, name), name, inode }));
  }

  /** All that a pattern matches; at least one. @throws OpsError `source-not-found` */
  match(parts: readonly PatternPart[], shown: string): DiskEntry[] {
    const names = parts.flatMap((part) => (part.kind === 'name' ? [part.name] : []));
    if (names.length === parts.length) return [this.find(names)];
    const search: Search = { found: new Map(), visited: new Set() };
    this.#expand(this.root, parts, search);
    if (search.found.size > 0) return [...search.found.values()].sort((a, b) => compareBytes(a.path, b.path));
    throw new OpsError('source-not-found', `${shown}: matches nothing`, { details: { pattern: shown } });
  }

  #expand(entry: DiskEntry, parts: readonly PatternPart[], search: Search): void {
    const [part, ...rest] = parts;
    if (!part) {
      search.found.set(showBytes(entry.path), entry);
      return;
    }
    if (part.kind !== 'any-depth') {
      const children = this.#childrenOf(entry, true);
      for (const child of children) if (isMatch(part, child.name)) this.#expand(child, rest, search);
      return;
    }
    // Directories of a damaged disk may be inside themselves.
    const visit = `${entry.inode} ${parts.length}`;
    if (search.visited.has(visit)) return;
    search.visited.add(visit);
    this.#expand(entry, rest, search);
    for (const child of this.#childrenOf(entry, false)) if (child.name[0] !== DOT) this.#expand(child, parts, search);
  }

  /** None for what is no directory. `**` does not go through symbolic links: it would go round in circles. */
  #childrenOf(entry: DiskEntry, isFollowed: boolean): DiskEntry[] {
    const directory = isFollowed ? this.#tryFollow(entry) : entry;
    return directory && this.status(directory).node.kind === 'directory' ? this.children(directory) : [];
  }

  #tryFollow(entry: DiskEntry): DiskEntry | undefined {
    try {
      return this.follow(entry);
    } catch (error) {
      if (error instanceof OpsError && error.code === 'source-not-found') return undefined;
      throw error;
    }
  }

  #step(parent: DiskEntry, name: Uint8Array): DiskEntry {
    const path = join(parent.path, name);
    const directory = this.follow(parent);
    const { kind } = this.status(directory).node;
    if (kind !== 'directory') throw notFound(path, `"${showBytes(parent.path)}" is a ${kind}`);
    if (name.every((byte) => byte === DOT) && name.length === 2) return { path, name, inode: this.reader.lookup(path) };
    const children = this.children(directory);
    const found = children.find((child) => compareBytes(child.name, name) === 0);
    if (found) return { path, name, inode: found.inode };
    const closest = findClosest(showBytes(name), children.map((child) => showBytes(child.name))); // prettier-ignore
    throw notFound(path, 'is not there', closest);
  }
}

function isMatch(part: Exclude<PatternPart, { kind: 'any-depth' }>, name: Uint8Array): boolean {
  return part.kind === 'pattern' ? part.matches(name) : compareBytes(part.name, name) === 0;
}

function join(directory: Uint8Array, name: Uint8Array): Uint8Array {
  return directory.length === 1 ? Uint8Array.of(SLASH, ...name) : Uint8Array.of(...directory, SLASH, ...name);
}

function notFound(path: Uint8Array, reason: string, closest?: string): OpsError {
  const shown = showBytes(path);
  return new OpsError('source-not-found', `${shown}: ${reason}`, {
    ...(closest !== undefined && { hint: `did you mean "${closest}"?` }),
    details: { path: shown },
  });
}
