import type { OperationOptions } from '../core/progress.js';
import type { Bytes } from '../core/size.js';
import type { VolumeEditing } from './edit-target.js';
import { rebuildVolume, type RebuiltVolume } from './rebuild-volume.js';
import { wholeSectors } from './volume-layout.js';

/**
 * Gives a volume that nobody uses another size, rounded up to whole sectors. What is in it stays as it is, and so does
 * the volume when its content does not fit.
 *
 * @throws OpsError `volume-too-small` with the size that it needs, and see {@link rebuildVolume}
 */
export async function resizeVolume(
  editing: VolumeEditing,
  reference: string,
  size: Bytes,
  operation: OperationOptions,
): Promise<Omit<RebuiltVolume, 'change'>> {
  return rebuildVolume(
    editing,
    reference,
    ({ reader, recipe }) => ({ recipe: recipe().resized(wholeSectors(size)), tree: reader.readTree() }),
    operation,
  );
}
