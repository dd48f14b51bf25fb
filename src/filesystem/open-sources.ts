import { lstatSync, readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { DirectoryNode, Timestamp } from '../formats/tree.js';
import { isSystemError, sourceError } from '../io/host-errors.js';
import { toRawPath } from '../io/raw-path.js';
import { runInTimeSlices } from '../io/time-slices.js';
import type { ArchiveOptions } from './archive-file.js';
import { ComposedDirectory } from './composed-directory.js';
import type { HostAttributeOptions } from './host-attributes.js';
import type { TreeContent } from './host-content.js';
import { walkHostNode } from './host-tree.js';
import { anyFilter, excludePatterns, parseIgnoreFile, type PathFilter } from './ignore-patterns.js';

/** Something of this machine that goes into a tree. */
export interface FileSource {
  /** A directory, a tar archive (by its name), or another file; absolute. */
  readonly path: string;
  /** How the user wrote it. */
  readonly shown: string;
  /**
   * An absolute path of the tree: the directory that the content of a directory or archive goes into. The path of a
   * file, or with a slash at its end the directory it goes into.
   */
  readonly destination: string;
}

export interface SourceOptions extends ArchiveOptions, HostAttributeOptions {
  /** The time of directories that no source has. */
  readonly now: Timestamp;
  /** Patterns of what is left out of every source, see {@link excludePatterns}. */
  readonly exclude?: readonly string[];
  /** Whether the `.opsignore` of a directory is heeded, and itself left out. Default true. */
  readonly ignoreFiles?: boolean;
  /** What the sources come on top of. Default: an empty root. */
  readonly onto?: DirectoryNode<TreeContent>;
  /** Whether archives are unpacked, rather than files as any other. Default true. */
  readonly unpack?: boolean;
  /** Whether a source that is a symbolic link is what it leads to, rather than a link. Default true. */
  readonly follow?: boolean;
}

/** A tree whose contents can be read until it is disposed of. */
export interface OpenedSources extends Disposable {
  readonly tree: DirectoryNode<TreeContent>;
}

/** Lists what is left out of the directory that it is in, as `.gitignore` does. */
const IGNORE_FILE = '.opsignore';
const ARCHIVE_NAME = /\.(tar|tar\.(gz|xz|zst|bz2|lz4|z)|tgz|txz|tzst|tbz2?)$/i;
const DIRECTORY_MODE = 0o755;

/**
 * Makes one tree of all sources, in their order: a later file replaces an earlier one, directories merge and have the
 * attributes of the later one.
 *
 * @throws OpsError `source-*`, `format-*` for archives, `unsupported`, `interrupted`
 */
export async function openSources(sources: readonly FileSource[], options: SourceOptions): Promise<OpenedSources> {
  const { now, owner = { uid: 0, gid: 0 }, signal } = options;
  const root = ComposedDirectory.root({ mode: DIRECTORY_MODE, ...owner, atime: now, mtime: now, ctime: now });
  if (options.onto) {
    root.attributes = options.onto;
    root.merge(options.onto);
  }
  const archives: Disposable[] = [];
  const dispose = (): void => {
    for (const archive of archives.splice(0)) archive[Symbol.dispose]();
  };
  try {
    for (const source of sources) {
      // By the name that the user gave it, before it is walked by its absolute one.
      const isFile = examine(source, options).isFile();
      const steps =
        options.unpack !== false && isFile && ARCHIVE_NAME.test(source.path)
          ? await addArchive(source, root, options, archives)
          : addSource(source, root, options);
      await runInTimeSlices(steps, { signal });
    }
    return { tree: root.toNode(), [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function examine({ path: at, shown }: FileSource, { follow = true }: SourceOptions): Stats {
  try {
    return follow ? statSync(at) : lstatSync(at);
  } catch (error) {
    throw sourceError(error, shown, 'examine');
  }
}

/** Opens an archive, which becomes one of `archives`, to be unpacked by the steps that it gives. */
async function addArchive(
  source: FileSource,
  root: ComposedDirectory,
  options: SourceOptions,
  archives: Disposable[],
): Promise<Generator<number, void>> {
  // Loaded when there is an archive: all of tar and of its compressions takes as long as an empty volume.
  const [{ openArchive }, { unpackArchive }] = await Promise.all([
    import('./archive-file.js'),
    import('./unpack-archive.js'),
  ]);
  const archive = await openArchive(source.path, source.shown, options);
  archives.push(archive);
  const exclude = excludePatterns(options.exclude ?? []);
  return unpackArchive(archive, root.resolve(toRawPath(source.destination)), { ...options, exclude });
}

function* addSource(source: FileSource, root: ComposedDirectory, options: SourceOptions): Generator<number, void> {
  const destination = toRawPath(source.destination);
  const exclude = filterOf(source, options);
  const node = yield* walkHostNode(source.path, { ...options, exclude });
  if (node.kind === 'directory') {
    const directory = root.resolve(destination);
    directory.attributes = node;
    directory.merge(node);
  } else if (node.kind !== 'file' && node.kind !== 'symlink') {
    throw new OpsError('source-unsupported', `${source.shown}: neither a directory nor a file`, {
      details: { path: source.path },
    });
  } else if (destination.endsWith('/')) {
    root.resolve(destination).place(toRawPath(path.basename(source.path)), node);
  } else {
    root.resolve(path.posix.dirname(destination)).place(path.posix.basename(destination), node);
  }
}

function filterOf(source: FileSource, options: SourceOptions): PathFilter {
  const { exclude = [], ignoreFiles = true } = options;
  const excluded = excludePatterns(exclude);
  if (!ignoreFiles) return excluded;
  const lines = readIgnoreFile(path.join(source.path, IGNORE_FILE));
  if (lines === undefined) return excluded;
  return anyFilter([excluded, parseIgnoreFile(lines), (at) => at === IGNORE_FILE]);
}

function readIgnoreFile(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined;
    throw sourceError(error, file, 'read');
  }
}
