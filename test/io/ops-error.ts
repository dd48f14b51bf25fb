import { OpsError, type ErrorCode } from '../../src/core/errors.js';

/** For `assert.throws` and `assert.rejects`: an `OpsError` with this code whose message has all of `parts` in it. */
export function opsError(code: ErrorCode, ...parts: string[]): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof OpsError) || error.code !== code) throw error;
    const missing = parts.filter((part) => !error.message.includes(part));
    if (missing.length > 0) throw new Error(`"${error.message}" lacks ${missing.join(', ')}`, { cause: error });
    return true;
  };
}
