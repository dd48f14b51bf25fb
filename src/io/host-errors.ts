import { readdirSync } from 'node:fs';
import path from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { OpsError, type ErrorCode } from '../core/errors.js';
import { findClosest } from '../core/suggest.js';

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
export function hostError(error: unknown, file: string, action: string): Error {
  return translate(error, file, action, (code) => {
    if (FULL.has(code)) return 'host-disk-full';
    return DENIED.has(code) ? 'host-file-denied' : 'host-file';
  });
}

/** The same for a file that the user gave as a source: `source-not-found` or `source-unreadable`. */
export function sourceError(error: unknown, file: string, action: string): Error {
  const toCode = (code: string): ErrorCode => (ABSENT.has(code) ? 'source-not-found' : 'source-unreadable');
  return translate(error, file, action, toCode, isSystemError(error, 'ENOENT') ? suggestSibling(file) : undefined);
}

/** A mistyped path is usually close to the name of something beside it. */
function suggestSibling(file: string): string | undefined {
  try {
    const closest = findClosest(path.basename(file), readdirSync(path.dirname(file)));
    return closest === undefined ? undefined : `did you mean "${path.join(path.dirname(file), closest)}"?`;
  } catch {
    return undefined;
  }
}

/**
 * Runs system calls on one file of ours and translates what they throw by {@link hostError}.
 *
 * @example
 * const fd = onHost('open', path, () => openSync(path, 'r'));
 */
export function onHost<T>(action: string, file: string, calls: () => T): T {
  try {
    return calls();
  } catch (error) {
    throw hostError(error, file, action);
  }
}

function translate(
  error: unknown,
  file: string,
  action: string,
  toCode: (code: string) => ErrorCode,
  suggestion?: string,
): Error {
  if (!isSystemError(error)) return error instanceof Error ? error : new Error(String(error), { cause: error });
  const hint = HINTS[error.code] ?? suggestion;
  return new OpsError(toCode(error.code), `${file}: cannot ${action}: ${getSystemErrorMessage(error.errno)}`, {
    ...(hint !== undefined && { hint }),
    details: { path: file, errno: error.code },
    cause: error,
  });
}
