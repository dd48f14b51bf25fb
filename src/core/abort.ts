import { OpsError } from './errors.js';

/** Throws `interrupted` when `signal` was aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new OpsError('interrupted', 'interrupted', { cause: signal.reason });
}
