import { hasErrorCode, OpsError } from '../core/errors.js';
import type { CommandContext } from './context.js';

/** The flag of what goes on until Ctrl-C. */
export const WATCH_OPTIONS = {
  watch: { type: 'boolean', alias: 'w', description: 'go on until the instance ends, or Ctrl-C' },
} as const;

/** @throws OpsError `usage-invalid` with `-j`, which prints one value */
export function checkWatch({ watch }: { readonly watch: boolean }, { flags }: CommandContext): void {
  if (watch && flags.json) {
    throw new OpsError('usage-invalid', '-w and -j: JSON is one value, and watching has no end', {
      hint: 'leave one of them out',
    });
  }
}

/** Watches until it ends or is stopped: Ctrl-C is how one stops watching, so that is no failure. */
export async function watchUntilStopped(work: () => Promise<void>, { signal }: CommandContext): Promise<0> {
  try {
    await work();
  } catch (error) {
    if (!signal.aborted || !hasErrorCode(error, 'interrupted')) throw error;
  }
  return 0;
}
