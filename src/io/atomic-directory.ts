import { chmodSync, readdirSync, renameSync, rmSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { ifAllowed, removeAbandonedFiles } from './abandoned-files.js';
import { createAtomicFile } from './atomic-file.js';
import { isLocked } from './file-lock.js';
import { isSystemError, onHost } from './host-errors.js';
import { isTemporaryName } from './temporary-name.js';

/** A directory that is being filled under a temporary name, beside the name that it will get. */
export interface AtomicDirectory extends Disposable {
  /** Where it is to be made. */
  readonly path: string;
  /** Gives it its name, which is free or that of an empty directory. @throws OpsError `host-file`, `host-file-denied` */
  commit(): void;
}

/** What follows the name of the temporary file whose lock says that the directory is being filled. */
const SUFFIX = '.d';

/**
 * Begins a directory that appears complete or not at all, after removing what killed processes left of such ones.
 *
 * @throws OpsError `host-file`, `host-file-denied`, `host-disk-full`
 */
export function createAtomicDirectory(destination: string): AtomicDirectory {
  const [parent, name] = [path.dirname(destination), path.basename(destination)];
  removeAbandonedDirectories(parent, name);
  const guard = createAtomicFile(parent, name);
  const temporary = guard.path + SUFFIX;
  return {
    path: temporary,
    commit: () => {
      onHost('create', destination, () => {
        renameSync(temporary, destination);
      });
    },
    [Symbol.dispose]: () => {
      removeTree(temporary);
      guard.discard();
    },
  };
}

function removeAbandonedDirectories(parent: string, name: string): void {
  const guards = onHost('list', parent, () => readdirSync(parent))
    .filter((found) => found.endsWith(SUFFIX))
    .map((found) => found.slice(0, -SUFFIX.length))
    .filter((guard) => isTemporaryName(guard, name))
    .map((guard) => path.join(parent, guard));
  for (const guard of guards) {
    ifAllowed(() => {
      if (isLocked(guard)) return false;
      removeTree(guard + SUFFIX);
      return true;
    });
  }
  removeAbandonedFiles(parent, name);
}

/** Also what has modes that forbid to remove it, as far as it is ours. */
function removeTree(directory: string): void {
  onHost('delete', directory, () => {
    try {
      rmSync(directory, { recursive: true, force: true });
    } catch (error) {
      if (!isSystemError(error, 'EACCES')) throw error;
      openDirectories(Buffer.from(directory));
      rmSync(directory, { recursive: true, force: true });
    }
  });
}

function openDirectories(directory: Buffer): void {
  chmodSync(directory, 0o700);
  const entries: Dirent<Buffer>[] = readdirSync(directory, { withFileTypes: true, encoding: 'buffer' });
  for (const entry of entries) {
    if (entry.isDirectory()) openDirectories(Buffer.concat([directory, Buffer.from('/'), entry.name]));
  }
}
