import { OpsError } from '../../core/errors.js';

/** What is wrong with a volume: the structure, the byte of the image where it begins, and why it cannot be. */
export function corrupt(structure: string, offset: number, reason: string): OpsError {
  return new OpsError('format-corrupt', `${structure} at byte ${offset}: ${reason}`, {
    hint: 'the volume is damaged: what can be read of it may be copied to a new one',
    details: { structure, offset },
  });
}
