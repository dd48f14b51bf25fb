import { OpsError } from '../core/errors.js';
import type { Uuid } from '../core/uuid.js';
import type { VolumeName } from '../core/volume-name.js';
import type { VolumeStore } from './volume-store.js';

/** @throws OpsError `volume-exists` when another volume has the name, or the UUID */
export function refuseTaken(store: VolumeStore, name: VolumeName, uuid?: Uuid): void {
  const twin = uuid === undefined ? undefined : store.findByUuid(uuid);
  if (twin !== undefined && twin.name !== name) {
    throw new OpsError('volume-exists', `volume ${twin.name} has the UUID ${twin.uuid} already`, {
      hint: 'choose another UUID, or leave --uuid out',
      details: { uuid: twin.uuid, name: twin.name },
    });
  }
  const taken = store.findByName(name);
  if (taken === undefined) return;
  throw new OpsError('volume-exists', `volume ${name} exists already`, {
    hint: `choose another name, or delete it first: ops volume delete ${name}`,
    details: { uuid: taken.uuid },
  });
}
