import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode } from '../core/errors.js';
import { isBegunHere } from './atomic-file.js';
import { tryLockExisting } from './file-lock.js';
import { onHost } from './host-errors.js';
import { isTemporaryName } from './temporary-name.js';

/**
 * Removes the temporary files of processes that were killed while they wrote: those that nobody has locked.
 *
 * @param name only those of files that were begun with this name
 * @returns the paths that were removed
 */
export function removeAbandonedFiles(directory: string, name?: string): string[] {
  return onHost('list', directory, () => readdirSync(directory))
    .filter((found) => isTemporaryName(found, name))
    .map((found) => path.join(directory, found))
    .filter((file) => !isBegunHere(file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() && removeAbandoned(file));
}

/** Whoever begins the file at this moment finds it gone when it has the lock, and begins another. */
function removeAbandoned(file: string): boolean {
  return ifAllowed(() => {
    using lock = tryLockExisting(file);
    if (lock) {
      onHost('delete', file, () => {
        rmSync(file, { force: true });
      });
    }
    return lock !== undefined;
  });
}

/** Runs what may be forbidden: what another user's process left is not ours to remove. @returns false when it is */
export function ifAllowed(remove: () => boolean): boolean {
  try {
    return remove();
  } catch (error) {
    if (hasErrorCode(error, 'host-file-denied')) return false;
    throw error;
  }
}
