import type { OperationOptions } from '../core/progress.js';
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
  for (const { name, uuid, size } of planned) {
    const request = { name, uuid, now: now(), ...(size !== undefined && { size }) };
    await createVolume(volumes, request, signal === undefined ? {} : { signal });
  }
}
