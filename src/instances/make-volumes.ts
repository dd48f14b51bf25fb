import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { suggestSize } from '../core/size.js';
import { createVolume } from '../volumes/create-volume.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import type { PlannedVolume } from './plan-volumes.js';

interface MakeHost {
  readonly volumes: VolumeStore;
  readonly now: () => Date;
}

/** Makes the volumes of an instance whose record names them. @throws OpsError `volume-exists`, `volume-too-small` */
export async function makeVolumes(
  planned: readonly PlannedVolume[],
  { volumes, now }: MakeHost,
  { signal }: OperationOptions,
): Promise<void> {
  for (const volume of planned) {
    const { name, uuid, size } = volume;
    const request = { name, uuid, now: now(), ...(size !== undefined && { size }) };
    try {
      await createVolume(volumes, request, signal === undefined ? {} : { signal });
    } catch (error) {
      throw hasErrorCode(error, 'volume-too-small') ? tooSmall(volume, error) : error;
    }
  }
}

function tooSmall({ path }: PlannedVolume, error: OpsError): OpsError {
  return new OpsError('volume-too-small', error.message, {
    hint: `--volume ${path}:${suggestSize(Number(error.details['needed']))}`,
    details: error.details,
    cause: error,
  });
}
