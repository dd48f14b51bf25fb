import { parseMountPath } from './mount.js';
import { parseSize, type Bytes } from './size.js';

/** An empty volume that is made together with an instance, and where its guest shall have it. */
export interface VolumeToMake {
  /** Absolute, normalised, never `/`: one of the mounts of the image. */
  readonly path: string;
  /** Absent: as large as a volume without a size is. */
  readonly size?: Bytes;
}

/**
 * Reads `<path>[:<size>]` as `--volume` takes it.
 *
 * @throws OpsError `mount-invalid`, `size-invalid`
 * @example
 * parseVolumeToMake('/cache:2g') // { path: '/cache', size: 2147483648 }
 */
export function parseVolumeToMake(text: string): VolumeToMake {
  const separator = text.indexOf(':');
  if (separator === -1) return { path: parseMountPath(text, text) };
  return { path: parseMountPath(text.slice(0, separator), text), size: parseSize(text.slice(separator + 1)) };
}
