import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../core/errors.js';
import { isSystemError } from '../../io/host-errors.js';

/** Where the build puts the guest's init; the npm package ships it there. */
const INIT = path.resolve(import.meta.dirname, '../../../guest/init-x86_64');

/** The guest's init, a static x86-64 program. @throws OpsError `tool-missing` when it has not been built */
export function readInit(): Uint8Array {
  try {
    return readFileSync(INIT);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    throw new OpsError('tool-missing', `${INIT}: the guest's init has not been built`, {
      hint: 'npm run build',
      cause: error,
    });
  }
}
