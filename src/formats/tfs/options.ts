import { OpsError } from '../../core/errors.js';
import { LABEL_MAXIMUM, UUID_SIZE } from './constants.js';
import type { NumberForm, Tuple } from './tuple/index.js';

/** What a new volume is like. */
export interface TfsOptions {
  /** Bytes that the volume takes; a trailing part of a block stays unused. */
  readonly size: number;
  /** 16 bytes. */
  readonly uuid: Uint8Array;
  /** At most 31 bytes, of any kind but NUL. Default: none. */
  readonly label?: Uint8Array;
  /** What the root has beside its files: the manifest of an image. Without `children`. */
  readonly manifest?: Tuple;
  /** Default: integers. */
  readonly numbers?: NumberForm;
}

/** @throws OpsError `format-limit` for the first option that no volume can have */
export function checkOptions({ size, uuid, label, manifest }: TfsOptions): void {
  if (!Number.isSafeInteger(size) || size < 0) throw refused('size', `${size} is not a count of bytes`);
  if (uuid.length !== UUID_SIZE) throw refused('uuid', `${uuid.length} bytes are not ${UUID_SIZE}`);
  if (label && (label.length > LABEL_MAXIMUM || label.includes(0))) {
    throw refused('label', `${label.length} bytes are not at most ${LABEL_MAXIMUM} without NUL`);
  }
  if (manifest?.get('children')) throw refused('manifest', 'its children are those of the tree');
}

function refused(option: string, reason: string): OpsError {
  return new OpsError('format-limit', `TFS ${option}: ${reason}`, { details: { option } });
}
