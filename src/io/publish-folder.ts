import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { withFileLock } from './file-lock.js';
import { makeDirectory } from './directories.js';
import { onHost } from './host-errors.js';

const LOCK = '.lock';
/** Folders that are being filled or emptied. Nobody but the holder of the lock has any. */
const UNFINISHED = '.unfinished-';
/** Another process may be in the middle of an installation, which downloads. */
const LOCK_TIMEOUT_MILLISECONDS = 600_000;

/**
 * Runs `change` while no other process changes the folders in `directory`, which is made when it is not there. What a
 * killed process left behind is removed first.
 *
 * @throws OpsError `lock-timeout`, `interrupted`, `host-file`, `host-file-denied`
 */
export async function changeFolders<T>(
  directory: string,
  change: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  makeDirectory(directory);
  const locked = (): T | Promise<T> => {
    removeUnfinished(directory);
    return change();
  };
  const options = { timeoutMilliseconds: LOCK_TIMEOUT_MILLISECONDS, signal };
  return withFileLock(path.join(directory, LOCK), locked, options);
}

/**
 * Gives `fill` an empty folder in `directory`; when it has succeeded, that folder gets the name that it returned and
 * replaces what has it. When it fails, nothing is left. Only inside of {@link changeFolders}.
 *
 * @returns the folder's new path
 */
export async function publishFolder(
  directory: string,
  fill: (folder: string) => string | Promise<string>,
): Promise<string> {
  const folder = unfinishedPath(directory);
  onHost('create', folder, () => {
    mkdirSync(folder);
  });
  try {
    const final = path.join(directory, await fill(folder));
    onHost('create', final, () => {
      syncTree(folder);
      if (statSync(final, { throwIfNoEntry: false })) renameSync(final, unfinishedPath(directory));
      renameSync(folder, final);
      sync(directory);
    });
    return final;
  } finally {
    removeUnfinished(directory);
  }
}

/** Removes the folder called `name`, all of it or nothing. Only inside of {@link changeFolders}. */
export function removeFolder(directory: string, name: string): void {
  const folder = path.join(directory, name);
  onHost('delete', folder, () => {
    renameSync(folder, unfinishedPath(directory));
  });
  removeUnfinished(directory);
}

function unfinishedPath(directory: string): string {
  return path.join(directory, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
}

function removeUnfinished(directory: string): void {
  onHost('clean', directory, () => {
    for (const name of readdirSync(directory).filter((entry) => entry.startsWith(UNFINISHED))) {
      // A program that a killed process had started may still be writing there, until it notices.
      rmSync(path.join(directory, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    }
  });
}

function syncTree(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) sync(path.join(folder, name));
  sync(folder);
}

function sync(file: string): void {
  const fd = openSync(file, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
