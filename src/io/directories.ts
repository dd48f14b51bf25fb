import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { isSystemError, onHost } from './host-errors.js';

const PRIVATE = 0o700;

/**
 * Makes a directory for this user alone, and its parents; one that is there stays as it is. Unlike the recursive mkdir of
 * Node it comes to an end where the system makes no directories at all (`/proc/x/y`).
 *
 * @throws OpsError `host-file`, `host-file-denied`, `host-disk-full`
 */
export function makeDirectory(directory: string): void {
  onHost('create', directory, () => {
    makeWithParents(path.resolve(directory));
  });
}

function makeWithParents(directory: string): void {
  try {
    makeUnlessThere(directory);
  } catch (error) {
    const parent = path.dirname(directory);
    if (!isSystemError(error, 'ENOENT') || parent === directory) throw error;
    makeWithParents(parent);
    makeUnlessThere(directory);
  }
}

function makeUnlessThere(directory: string): void {
  try {
    mkdirSync(directory, { mode: PRIVATE });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isSystemError(error, 'EEXIST')) throw error;
  }
}
