import { OpsError } from '../core/errors.js';

const DENIED: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS'];

/** An errno error about `file` as ours: `host-file-denied` when a right is missing, else `host-file`. */
export function hostFileError(file: string, error: unknown): OpsError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const options = { details: { path: file, errno: code }, cause: error };
  if (DENIED.includes(code)) return new OpsError('host-file-denied', `${file}: this user may not write it`, options);
  return new OpsError('host-file', `${file}: it cannot be made (${String(code)})`, options);
}
