import { OpsError } from '../../core/errors.js';

/** The error for bytes that are not what the xz format says. */
export function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `xz data: ${reason}`);
}

/** The error for what the xz format allows and this reader does not know. */
export function unsupported(reason: string): OpsError {
  return new OpsError('format-unsupported', `xz data: ${reason}`);
}
