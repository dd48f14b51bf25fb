import { lstatSync, statSync, type Stats } from 'node:fs';
import { OpsError } from '../../core/errors.js';
import { sourceError } from '../../io/host-errors.js';
import {
  joinRawPath,
  rawPathFromBytes,
  showRawPath,
  toRawPath,
  toSystemPath,
  type RawPath,
} from '../../io/raw-path.js';
import type { DiskEntry, DiskStatus, DiskTree } from './disk-tree.js';
import { showBytes } from './shown-name.js';
import { walkDisk } from './walk-disk.js';

/** One file that is to be made, directories before what is in them. */
export interface CopyStep {
  readonly entry: DiskEntry;
  readonly status: DiskStatus;
  readonly to: RawPath;
}

export interface CopyPlan {
  readonly steps: readonly CopyStep[];
  /** Bytes of the contents of all files. */
  readonly content: number;
}

export interface CopyOptions {
  readonly recursive: boolean;
  readonly dereference: boolean;
  readonly replace: boolean;
}

/**
 * Finds the place of everything that is to be copied, and refuses before anything is written.
 *
 * @param destination absolute: a directory that is there, or the name for the one source
 * @throws OpsError `host-file-exists`, `usage-invalid` for a directory without `recursive`, `source-*`
 */
export function planCopy(
  tree: DiskTree,
  sources: readonly DiskEntry[],
  destination: string,
  options: CopyOptions,
): CopyPlan {
  const isDirectory = examine(toRawPath(destination), statSync)?.isDirectory() ?? false;
  if (sources.length > 1 && !isDirectory) {
    throw new OpsError('usage-invalid', `${destination}: is no directory, and ${sources.length} files go there`, {
      hint: `mkdir -p ${destination}`,
    });
  }
  const planner = new Planner(tree, options);
  const base = toRawPath(destination);
  for (const source of sources) {
    const isContent = !isFileName(source.name);
    planner.add(source, isContent || !isDirectory ? base : joinRawPath(base, rawPathFromBytes(source.name)), isContent);
  }
  return planner.plan();
}

class Planner {
  readonly #tree: DiskTree;
  readonly #options: CopyOptions;
  readonly #steps: CopyStep[] = [];
  readonly #places = new Set<RawPath>();
  /** Directories that are not there yet: nothing can be in the way below. */
  readonly #fresh = new Set<RawPath>();
  #content = 0;

  constructor(tree: DiskTree, options: CopyOptions) {
    this.#tree = tree;
    this.#options = options;
  }

  /** @param isContent whether what is in the directory goes into `to`, which may be a link that the user made */
  add(source: DiskEntry, to: RawPath, isContent: boolean): void {
    const parents: RawPath[] = [];
    for (const { entry, status, depth } of walkDisk(this.#tree, source, this.#options)) {
      const isStart = depth === 0;
      if (status.node.kind === 'directory' && !this.#options.recursive) throw needsRecursive(entry);
      const place = isStart ? to : joinRawPath(parents[depth - 1] ?? to, safeName(entry));
      parents[depth] = place;
      if (!(isStart && isContent)) this.#check(place, status, parents[depth - 1], entry);
      else if (examine(place, statSync) === undefined) this.#fresh.add(place);
      this.#steps.push({ entry, status, to: place });
      if (status.node.kind === 'file') this.#content += status.node.size;
    }
  }

  plan(): CopyPlan {
    return { steps: this.#steps, content: this.#content };
  }

  #check(place: RawPath, { node }: DiskStatus, parent: RawPath | undefined, entry: DiskEntry): void {
    const isDirectory = node.kind === 'directory';
    if (this.#places.has(place)) {
      if (isDirectory) return;
      throw inTheWay(place, 'would be written twice', `copy ${showBytes(entry.path)} on its own`);
    }
    this.#places.add(place);
    const found = parent !== undefined && this.#fresh.has(parent) ? undefined : examine(place, lstatSync);
    if (found === undefined) {
      if (isDirectory) this.#fresh.add(place);
      return;
    }
    // Never through a link: it may lead anywhere.
    if (isDirectory && !found.isDirectory()) throw inTheWay(place, 'is there, and is no directory', 'remove it first');
    if (isDirectory) return;
    if (found.isDirectory()) throw inTheWay(place, 'is there, and is a directory', 'remove it first');
    if (!this.#options.replace) throw inTheWay(place, 'is there already', 'to replace it: -f');
  }
}

function examine(place: RawPath, stat: (path: string | Buffer) => Stats): Stats | undefined {
  try {
    return stat(toSystemPath(place));
  } catch (error) {
    const failure = sourceError(error, showRawPath(place), 'examine');
    if (failure instanceof OpsError && failure.code === 'source-not-found') return undefined;
    throw failure;
  }
}

/** The reader has no other names; what leads out of a directory is refused here all the same. */
function safeName({ name, path }: DiskEntry): string {
  if (isFileName(name)) return rawPathFromBytes(name);
  throw new OpsError('format-corrupt', `${showBytes(path)}: is not a name that a file can have`);
}

function isFileName(name: Uint8Array): boolean {
  const text = rawPathFromBytes(name);
  return !['', '.', '..'].includes(text) && !/[/\0]/.test(text);
}

function needsRecursive({ path }: DiskEntry): OpsError {
  return new OpsError('usage-invalid', `${showBytes(path)}: is a directory`, { hint: 'to copy all that is in it: -r' });
}

function inTheWay(place: RawPath, reason: string, hint: string): OpsError {
  const path = showRawPath(place);
  return new OpsError('host-file-exists', `${path}: ${reason}`, { hint, details: { path } });
}
