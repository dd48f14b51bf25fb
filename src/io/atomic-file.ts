import {
  chmodSync,
  closeSync,
  fsync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cloneFile } from './clone-file.js';
import { tryLockExisting } from './file-lock.js';
import { hostError, isSystemError, onHost } from './host-errors.js';
import { temporaryName } from './temporary-name.js';

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
const fsyncAsync = promisify(fsync);

/** The temporary files that this process writes. It holds their locks: there is no need to start a program to ask. */
const ours = new Set<string>();

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
  const { temporary, fd, lock, isClone } = openLocked(directory, name, options);
  ours.add(temporary);
  let open = true;
  const close = (): void => {
    open = false;
    closeSync(fd);
    lock.release();
    ours.delete(temporary);
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

/** Whether this process writes the temporary file. */
export function isBegunHere(temporary: string): boolean {
  return ours.has(temporary);
}

/** A clone has the permissions of its original until then. */
function openTemporary(temporary: string, { mode = DEFAULT_MODE }: AtomicFileOptions, isClone = false): number {
  return onHost('create', temporary, () => {
    if (isClone) chmodSync(temporary, mode);
    return openSync(temporary, isClone ? 'r+' : 'wx+', mode);
  });
}

/**
 * A new file and its lock, held while this process lives and the file is open: how a later process knows that nobody
 * writes it any more. The file is there a moment before its lock is: others may take it for an abandoned one meanwhile.
 */
function openLocked(directory: string, name: string, options: AtomicFileOptions) {
  for (;;) {
    const temporary = path.join(directory, temporaryName(name));
    const isClone = options.cloneOf !== undefined && cloneFile(options.cloneOf, temporary);
    const fd = openTemporary(temporary, options, isClone);
    const discard = (): void => {
      closeSync(fd);
      rmSync(temporary, { force: true });
    };
    try {
      const lock = tryLockExisting(temporary);
      if (lock && fstatSync(fd).nlink > 0) return { temporary, fd, lock, isClone };
      lock?.release();
    } catch (error) {
      discard();
      throw error;
    }
    discard();
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
