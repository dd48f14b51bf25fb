import { closeSync, constants, openSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.js';
import { OpsError } from '../core/errors.js';
import { spawnProgram, spawnProgramSync, type ExternalProgram } from './external-program.js';
import { hostError, isSystemError, onHost } from './host-errors.js';

/**
 * A lock between processes, held until `release` or until this process is gone, however it ends: it belongs to an
 * open file of ours (flock(2)), so the kernel lets go of it. The lock file stays; removing it would let two hold it.
 */
export interface FileLock extends Disposable {
  readonly path: string;
  /** The open file that the lock belongs to; a process that inherits it holds the lock, too. */
  readonly fd: number;
  release(): void;
}

export interface LockOptions {
  /** Many may hold a shared lock, while nobody holds an exclusive one. Default false. */
  readonly shared?: boolean;
}

export interface LockWaitOptions extends LockOptions {
  /** How long to wait for other processes. Default 10,000. */
  readonly timeoutMilliseconds?: number;
  readonly signal?: AbortSignal | undefined;
}

const FLOCK: ExternalProgram = { name: 'flock', package: 'util-linux' };
const CONFLICT = 1;
const LOCK_FILE_MODE = 0o600;
const DEFAULT_TIMEOUT = 10_000;
const POLL_MILLISECONDS = 50;

/** open(2) of macOS and the BSDs can lock; Linux has flock(2) alone, which Node does not reach. */
const OPEN_LOCKED = { shared: 0x10, exclusive: 0x20 } as const;
const LOCKS_ON_OPEN = platform() !== 'linux';

/** Takes the lock if it is free now; makes the lock file when it is not there. */
export function tryLock(path: string, options: LockOptions = {}): FileLock | undefined {
  return tryOpenLock(path, constants.O_RDWR | constants.O_CREAT, options);
}

/** Takes the lock of a file that is there: `undefined` also when it is not. */
export function tryLockExisting(path: string): FileLock | undefined {
  try {
    return tryOpenLock(path, constants.O_RDWR, {});
  } catch (error) {
    if (error instanceof OpsError && isSystemError(error.cause, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Takes the lock, waiting for whoever holds it; the event loop goes on meanwhile.
 *
 * @throws OpsError `lock-timeout`, `interrupted`, or `tool-missing` when `flock` is not installed
 */
export async function acquireLock(path: string, options: LockWaitOptions = {}): Promise<FileLock> {
  throwIfAborted(options.signal);
  const timeout = options.timeoutMilliseconds ?? DEFAULT_TIMEOUT;
  const lock = tryLock(path, options) ?? (await (LOCKS_ON_OPEN ? pollLock : waitForLock)(path, timeout, options));
  if (lock) return lock;
  throw new OpsError('lock-timeout', `${path}: another process still holds this lock after ${timeout / 1000} s`, {
    hint: `see which one it is: fuser -v ${path}`,
    details: { path, timeoutMilliseconds: timeout },
  });
}

/** Runs `work` while the lock is held, and releases it however `work` ends. */
export async function withFileLock<T>(
  path: string,
  work: () => T | Promise<T>,
  options: LockWaitOptions = {},
): Promise<T> {
  const lock = await acquireLock(path, options);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** True while anybody, this process included, holds the lock. Never makes the lock file. */
export function isLocked(path: string): boolean {
  try {
    const lock = tryOpenLock(path, constants.O_RDWR, {});
    lock?.release();
    return lock === undefined;
  } catch (error) {
    if (error instanceof OpsError && isSystemError(error.cause, 'ENOENT')) return false;
    throw error;
  }
}

function tryOpenLock(path: string, flags: number, options: LockOptions): FileLock | undefined {
  if (LOCKS_ON_OPEN) return tryOpenLocked(path, flags, options);
  const lock = openLockFile(path, flags);
  try {
    const ended = spawnProgramSync(FLOCK, flockArguments(options, '-n'), { descriptors: [lock.fd] });
    if (isLockTaken(path, ended)) return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
  lock.release();
  return undefined;
}

/** The child locks the open file that we share with it, ends, and leaves the lock to us. */
async function waitForLock(path: string, timeout: number, options: LockWaitOptions): Promise<FileLock | undefined> {
  const lock = openLockFile(path, constants.O_RDWR | constants.O_CREAT);
  try {
    const args = flockArguments(options, '-w', (timeout / 1000).toFixed(3));
    const { signal } = options;
    const ended = await spawnProgram(FLOCK, args, { descriptors: [lock.fd], ...(signal && { signal }) });
    if (isLockTaken(path, ended)) return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
  lock.release();
  return undefined;
}

function flockArguments(options: LockOptions, ...wait: string[]): string[] {
  return [options.shared ? '-s' : '-x', ...wait, '3'];
}

function isLockTaken(path: string, ended: { readonly status: number | null; readonly stderr: string }): boolean {
  if (ended.status === 0) return true;
  if (ended.status === CONFLICT) return false;
  throw new OpsError('host-file', `${path}: cannot lock: ${ended.stderr.trim()}`, { details: { path } });
}

function tryOpenLocked(path: string, flags: number, options: LockOptions): FileLock | undefined {
  const lockFlag = options.shared ? OPEN_LOCKED.shared : OPEN_LOCKED.exclusive;
  try {
    return toFileLock(path, openSync(path, flags | lockFlag | constants.O_NONBLOCK, LOCK_FILE_MODE));
  } catch (error) {
    if (isSystemError(error, 'EAGAIN') || isSystemError(error, 'EWOULDBLOCK')) return undefined;
    throw hostError(error, path, 'lock');
  }
}

async function pollLock(path: string, timeout: number, options: LockWaitOptions): Promise<FileLock | undefined> {
  const end = performance.now() + timeout;
  for (;;) {
    const lock = tryLock(path, options);
    if (lock || performance.now() > end) return lock;
    await delay(POLL_MILLISECONDS);
    throwIfAborted(options.signal);
  }
}

function openLockFile(path: string, flags: number): FileLock {
  return toFileLock(
    path,
    onHost('open the lock', path, () => openSync(path, flags, LOCK_FILE_MODE)),
  );
}

function toFileLock(path: string, fd: number): FileLock {
  let held = true;
  const release = (): void => {
    if (held) closeSync(fd);
    held = false;
  };
  return { path, fd, release, [Symbol.dispose]: release };
}
