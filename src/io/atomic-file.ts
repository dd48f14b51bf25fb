import { closeSync, existsSync, fsync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { tryLock, type FileLock } from './file-lock.js';
import { hostError, isSystemError, onHost } from './host-errors.js';
import { temporaryName } from './temporary-name.js';

export interface AtomicFileOptions {
  /** Permissions, less the umask. Default 0600. */
  readonly mode?: number;
}

/** A file that is being written under a temporary name, beside the name that it will get. */
export interface AtomicFile extends Disposable {
  /** Open for reading and writing until `commit` or `discard`. */
  readonly fd: number;
  /** Where it is now. */
  readonly path: string;
  /** Returns when its bytes are on the disk. */
  sync(): Promise<void>;
  /** Makes it durable and gives it its name in the same folder, replacing what has it. @returns its new path */
  commit(finalName: string): Promise<string>;
  /** Removes it. Does nothing after `commit`. */
  discard(): void;
}

const DEFAULT_MODE = 0o600;
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
  // Held while this process lives and the file is open: how a later process knows that nobody writes it any more.
  const { temporary, fd, lock } = beginLocked(directory, name, options);
  let open = true;
  const close = (): void => {
    open = false;
    closeSync(fd);
    lock.release();
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
  return { fd, path: temporary, sync, commit, discard, [Symbol.dispose]: discard };
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

function beginLocked(
  directory: string,
  name: string,
  options: AtomicFileOptions,
): { readonly temporary: string; readonly fd: number; readonly lock: FileLock } {
  for (;;) {
    const temporary = path.join(directory, temporaryName(name));
    const fd = openTemporary(temporary, options);
    const lock = lockTemporary(temporary, fd);
    if (lock && existsSync(temporary)) return { temporary, fd, lock };
    // Somebody took it for abandoned before it was locked.
    closeSync(fd);
    lock?.release();
  }
}

function openTemporary(temporary: string, options: AtomicFileOptions): number {
  return onHost('create', temporary, () => openSync(temporary, 'wx+', options.mode ?? DEFAULT_MODE));
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
