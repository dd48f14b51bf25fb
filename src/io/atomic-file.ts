import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cloneFile } from './clone-file.js';
import { isLocked, tryLock, type FileLock } from './file-lock.js';
import { hostError, isSystemError, onHost } from './host-errors.js';

export interface AtomicFileOptions {
  /** Permissions, less the umask. Default 0600. */
  readonly mode?: number;
  /** A file whose content it begins with, where the file system can share blocks; else it begins empty. */
  readonly cloneOf?: string;
}

/** A file that is being written under a temporary name, beside the name that it will get. */
export interface AtomicFile extends Disposable {
  /** Open for reading and writing until `commit` or `discard`. */
  readonly fd: number;
  /** Where it is now. */
  readonly path: string;
  /** Whether it began with the content of another file. */
  readonly isClone: boolean;
  /** Returns when its bytes are on the disk. */
  sync(): Promise<void>;
  /** Makes it durable and gives it its name in the same folder, replacing what has it. @returns its new path */
  commit(finalName: string): Promise<string>;
  /** Removes it. Does nothing after `commit`. */
  discard(): void;
}

const DEFAULT_MODE = 0o600;
const TEMPORARY = /^\..+\.[0-9a-f]{16}\.partial$/;
const fsyncAsync = promisify(fsync);

/**
 * Begins a file in `directory` that appears complete or not at all.
 *
 * @param name what it is for: a part of the temporary name
 * @throws OpsError `host-file`, `host-file-denied`, `host-disk-full`
 * @example
 * using file = createAtomicFile(store, 'assets');
 * writeSync(file.fd, bytes);
 * await file.commit('assets.raw');
 */
export function createAtomicFile(directory: string, name: string, options: AtomicFileOptions = {}): AtomicFile {
  const temporary = path.join(directory, temporaryName(name));
  const isClone = options.cloneOf !== undefined && cloneFile(options.cloneOf, temporary);
  const fd = isClone ? openClone(temporary, options) : openTemporary(temporary, options);
  // Held while this process lives and the file is open: how a later process knows that nobody writes it any more.
  const lock = lockTemporary(temporary, fd);
  let open = true;
  const close = (): void => {
    open = false;
    closeSync(fd);
    lock?.release();
  };
  const discard = (): void => {
    if (!open) return;
    close();
    rmSync(temporary, { force: true });
  };
  const sync = async (): Promise<void> => {
    try {
      await fsyncAsync(fd);
    } catch (error) {
      throw hostError(error, temporary, 'sync');
    }
  };
  const commit = async (finalName: string): Promise<string> => {
    const final = path.join(directory, finalName);
    try {
      await fsyncAsync(fd);
      renameSync(temporary, final);
    } catch (error) {
      throw hostError(error, final, 'write');
    }
    close();
    syncDirectory(directory);
    return final;
  };
  return { fd, path: temporary, isClone, sync, commit, discard, [Symbol.dispose]: discard };
}

/** Replaces a small file by `data`: readers see the old content or the new one, also after a crash. */
export function writeFileAtomic(file: string, data: string | Uint8Array, options: AtomicFileOptions = {}): void {
  const temporary = path.join(path.dirname(file), temporaryName(path.basename(file)));
  const fd = openTemporary(temporary, options);
  try {
    onHost('write', file, () => {
      try {
        writeFileSync(fd, data);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, file);
    });
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(path.dirname(file));
}

/**
 * Removes the temporary files of processes that were killed while they wrote: those that nobody has locked. Call it
 * under the lock under which such files are begun, since a new one is there a moment before its lock is.
 *
 * @returns the paths that were removed
 */
export function removeAbandonedFiles(directory: string): string[] {
  return onHost('list', directory, () => readdirSync(directory))
    .filter((name) => TEMPORARY.test(name))
    .map((name) => path.join(directory, name))
    .filter((file) => isAbandoned(file))
    .map((file) => {
      rmSync(file, { force: true });
      return file;
    });
}

function isAbandoned(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined && !isLocked(file);
}

function temporaryName(name: string): string {
  return `.${name}.${randomBytes(8).toString('hex')}.partial`;
}

function openTemporary(temporary: string, options: AtomicFileOptions): number {
  return onHost('create', temporary, () => openSync(temporary, 'wx+', options.mode ?? DEFAULT_MODE));
}

/** A clone has the permissions of its original. */
function openClone(temporary: string, { mode = DEFAULT_MODE }: AtomicFileOptions): number {
  return onHost('open', temporary, () => {
    chmodSync(temporary, mode);
    return openSync(temporary, 'r+');
  });
}

function lockTemporary(temporary: string, fd: number): FileLock | undefined {
  try {
    return tryLock(temporary);
  } catch (error) {
    closeSync(fd);
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A rename is durable only once its directory is. Some file systems cannot sync one, and need not. */
export function syncDirectory(directory: string): void {
  const fd = onHost('open', directory, () => openSync(directory, 'r'));
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!isSystemError(error, 'EINVAL') && !isSystemError(error, 'ENOTSUP')) throw error;
  } finally {
    closeSync(fd);
  }
}
