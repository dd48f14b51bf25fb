import { OpsError } from '../core/errors.js';
import type { StopRequest } from '../provider/instances.js';

/** The flags of what stops a guest. */
export const STOP_OPTIONS = {
  time: { type: 'number', value: 'SECONDS', description: 'how long its program has to end (default 10)' },
} as const;

const LONGEST = 3600;

export function stopRequest({ time }: { readonly time: number | undefined }): StopRequest {
  if (time === undefined) return {};
  if (Number.isInteger(time) && time >= 0 && time <= LONGEST) return { seconds: time };
  throw new OpsError('usage-invalid', `--time ${time}: a program has 0 to ${LONGEST} seconds`, {
    hint: 'such as --time 30',
  });
}
