import { OpsError } from '../core/errors.js';
import type { VolumeIdentity } from '../volumes/volume-file.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import { isInstanceRunning } from './instance-status.js';

/** Where a running instance writes a volume. @throws OpsError `instance-state` when it does not, or not any more */
export function writtenPlace(record: InstanceRecord, { uuid, name }: VolumeIdentity): InstanceVolume {
  const isWritten = (place: InstanceVolume): boolean =>
    place.uuid === uuid && !place.readOnly && place.change === undefined;
  const place = isInstanceRunning(record) ? record.volumes.find(isWritten) : undefined;
  if (place !== undefined) return place;
  throw new OpsError('instance-state', `instance ${record.name}: was stopped, or let go of ${name}, meanwhile`, {
    hint: 'nothing was done; run the command again',
    details: { volume: uuid, instance: record.name },
  });
}
