import { OpsError } from '../../core/errors.js';
import type { Tuple } from './tuple/index.js';

/** What is wrong with a volume: the structure, the byte of the image where it begins, and why it cannot be. */
export function corrupt(structure: string, offset: number, reason: string): OpsError {
  return new OpsError('format-corrupt', `${structure} at byte ${offset}: ${reason}`, {
    hint: 'the volume is damaged: what can be read of it may be copied to a new one',
    details: { structure, offset },
  });
}

/** What is wrong with a file, by its tuple and where the record of that is. */
export function tupleDamage({ index, offset }: Tuple, reason: string): OpsError {
  return corrupt(`tuple ${index}`, offset, reason);
}
