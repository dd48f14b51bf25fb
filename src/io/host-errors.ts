import { getSystemErrorMessage } from 'node:util';
import { OpsError, type ErrorCode } from '../core/errors.js';

/** What the operating system gives with a failed call. */
interface SystemError extends Error {
  readonly code: string;
  readonly errno: number;
}

const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);
const FULL = new Set(['ENOSPC', 'EDQUOT']);
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space there, or choose another folder',
  EDQUOT: 'free some of your quota there, or choose another folder',
  EFBIG: 'the file system of this machine that holds it does not take files this large',
  EMFILE: 'allow more open files: ulimit -n 4096',
};

/** True for an error of a system call, with `code` (such as `ENOENT`) when it is given. */
export function isSystemError(error: unknown, code?: string): error is SystemError {
  if (!(error instanceof Error) || !('code' in error) || !('errno' in error)) return false;
  return typeof error.errno === 'number' && (code === undefined || error.code === code);
}

/**
 * The error to throw when a file of ours on this machine fails: `<path>: cannot <action>: <reason>`, as
 * `host-disk-full`, `host-file-denied` or `host-file`. What is no error of a system call comes back as it is.
 *
 * @param action what was tried, such as `write`
 */
export function hostError(error: unknown, path: string, action: string): Error {
  return translate(error, path, action, (code) => {
    if (FULL.has(code)) return 'host-disk-full';
    return DENIED.has(code) ? 'host-file-denied' : 'host-file';
  });
}

/** The same for a file that the user gave as a source: `source-not-found` or `source-unreadable`. */
export function sourceError(error: unknown, path: string, action: string): Error {
  return translate(error, path, action, (code) => (ABSENT.has(code) ? 'source-not-found' : 'source-unreadable'));
}

/**
 * Runs system calls on one file of ours and translates what they throw by {@link hostError}.
 *
 * @example
 * const fd = onHost('open', path, () => openSync(path, 'r'));
 */
export function onHost<T>(action: string, path: string, calls: () => T): T {
  try {
    return calls();
  } catch (error) {
    throw hostError(error, path, action);
  }
}

function translate(error: unknown, path: string, action: string, toCode: (code: string) => ErrorCode): Error {
  if (!isSystemError(error)) return error instanceof Error ? error : new Error(String(error), { cause: error });
  const hint = HINTS[error.code];
  return new OpsError(toCode(error.code), `${path}: cannot ${action}: ${getSystemErrorMessage(error.errno)}`, {
    ...(hint !== undefined && { hint }),
    details: { path, errno: error.code },
    cause: error,
  });
}
