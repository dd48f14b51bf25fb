import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { hasErrorCode } from '../core/errors.js';
import { isBegunHere } from './atomic-file.js';
import { tryLockExisting } from './file-lock.js';
import { onHost } from './host-errors.js';
import { findProcess } from './process-identity.js';
import { isTemporaryName, makerOf } from './temporary-name.js';

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
    .filter((file) => !isBegunHere(file) && !isMakerAlive(file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() && removeAbandoned(file));
}

/**
 * A file is there some milliseconds before its lock is: so it is left alone while another process has the number of its
 * maker. That may be a later one; then it goes when that ends, too.
 */
function isMakerAlive(file: string): boolean {
  const maker = makerOf(path.basename(file));
  return maker !== process.pid && findProcess(maker) !== undefined;
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
