import path from 'node:path';
import { OpsError } from '../../core/errors.js';
import { findClosest } from '../../core/suggest.js';
import type { TreeEntry } from '../../filesystem/entries.js';
import { mapDirectory } from './map-dirs.js';
import { openSysroot, Sysroot, type Found } from './sysroot.js';

/** What the user puts into an image, by the names of config.json. */
export interface UserContent {
  readonly files?: readonly string[];
  readonly dirs?: readonly string[];
  /** Pattern of this machine's files -> directory in the guest. */
  readonly mapDirs?: Readonly<Record<string, string>>;
  /** The program's arguments: those that are files of this machine are copied, unless `copyArguments` is false. */
  readonly arguments?: readonly string[];
  readonly copyArguments?: boolean;
  /** Absolute; what `files`, `dirs` and `mapDirs` start from (`LocalFilesParentDirectory`). */
  readonly parentDirectory: string;
  /** Absolute; what arguments start from. */
  readonly workingDirectory: string;
  readonly targetRoot?: string;
}

interface Sources {
  readonly host: Sysroot;
  readonly sysroot: Sysroot;
  readonly parentDirectory: string;
}

/**
 * The user's files. `static/a.css` of `files` and `dirs` becomes `/static/a.css`; leading `../` falls away. An absolute
 * path is looked for below `parentDirectory` first, as OPS does, and then in the target root or on this machine.
 *
 * @throws OpsError `source-not-found` or `source-unsupported`, with the property of config.json in front
 */
export function userEntries(content: UserContent): TreeEntry[] {
  const { files = [], dirs = [], mapDirs = {}, parentDirectory, workingDirectory, targetRoot } = content;
  const host = new Sysroot();
  const sysroot = targetRoot === undefined ? host : openSysroot(targetRoot, workingDirectory);
  const sources = { host, sysroot, parentDirectory };
  return [
    ...files.map((file, index) => namedEntry(file, `Files[${index}]`, 'file', sources)),
    ...dirs.map((directory, index) => namedEntry(directory, `Dirs[${index}]`, 'directory', sources)),
    ...Object.entries(mapDirs).flatMap(([pattern, target]) => mapDirectory(pattern, target, parentDirectory, host)),
    ...(content.copyArguments === false ? [] : argumentEntries(content.arguments ?? [], workingDirectory, host)),
  ];
}

function namedEntry(name: string, property: string, kind: 'file' | 'directory', sources: Sources): TreeEntry {
  const { host, sysroot, parentDirectory } = sources;
  const below = path.join(parentDirectory, name);
  const found = host.find(below) ?? (path.isAbsolute(name) ? sysroot.find(name) : undefined);
  if (!found) throw notFound(name, property, host.list(path.dirname(below)));
  if (found.kind !== kind) throw wrongKind(name, property, found);
  return { path: path.posix.resolve('/', name), kind: 'host', hostPath: found.hostPath };
}

/** What the guest's own kernel provides. */
const KERNEL_FILES = /^\/(proc|sys|dev)\//;

/** An argument that names a file here is the same argument there: the guest starts programs in `/`. */
function argumentEntries(words: readonly string[], workingDirectory: string, host: Sysroot): TreeEntry[] {
  return words.flatMap((word): TreeEntry[] => {
    const file = path.resolve(workingDirectory, word);
    const found = word === '' || KERNEL_FILES.test(file) ? undefined : host.findFile(file);
    return found ? [{ path: path.posix.resolve('/', word), kind: 'host', hostPath: found.hostPath }] : [];
  });
}

function notFound(name: string, property: string, siblings: readonly string[]): OpsError {
  const closest = findClosest(path.basename(name), siblings);
  const suggestion = closest === undefined ? undefined : path.join(path.dirname(name), closest);
  return new OpsError('source-not-found', `${property}: "${name}" does not exist`, {
    ...(suggestion !== undefined && { hint: `did you mean "${suggestion}"?` }),
    details: { property, source: name },
  });
}

function wrongKind(name: string, property: string, found: Found): OpsError {
  const problem = {
    file: { what: 'a file', hint: 'name it in Files' },
    directory: { what: 'a directory', hint: 'name it in Dirs' },
    other: { what: 'neither a file nor a directory', hint: 'only files and directories go into an image' },
  }[found.kind];
  return new OpsError('source-unsupported', `${property}: "${name}" is ${problem.what}`, {
    hint: problem.hint,
    details: { property, source: name },
  });
}
