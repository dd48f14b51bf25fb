import { OpsError } from '../../../core/errors.js';

/** What is wrong with a volume: the structure, the byte of the image where it begins, and why it cannot be. */
export function corrupt(structure: string, offset: number, reason: string): OpsError {
  return new OpsError('format-corrupt', `${structure} at byte ${offset}: ${reason}`, {
    hint: 'the volume is damaged: e2fsck -f repairs what can be repaired',
    details: { structure, offset },
  });
}

/** What a volume has that cannot be read. `features` are named as `dumpe2fs` names them. */
export function unsupported(structure: string, features: readonly string[]): OpsError {
  return new OpsError('format-unsupported', `${structure}: its ${features.join(', ')} cannot be read`, {
    details: { structure, features },
  });
}
