import { OpsError } from '../../src/core/errors.js';
import type { HeldVolume } from '../../src/instances/attachments.js';
import type { VolumeInfo, VolumeStatus } from '../../src/provider/volumes.js';
import type { StoredVolume } from '../../src/volumes/volume-store.js';

/** @param held by all instances */
export function toInfo(volume: StoredVolume, held: readonly HeldVolume[]): VolumeInfo {
  const { probe } = volume;
  const attachedTo = held
    .filter((place) => place.uuid === volume.uuid)
    .map(({ instance, path, readOnly, virtualId, since, running }) => ({
      ...{ instance, path, readOnly, virtualId, since, running },
    }));
  return {
    uuid: volume.uuid,
    name: volume.name,
    label: probe.label,
    status: statusOf(
      volume,
      attachedTo.some(({ running }) => running),
    ),
    filesystem: probe.filesystem,
    size: probe.size,
    used: probe.used,
    allocated: probe.allocated,
    location: volume.location,
    created: volume.created.toISOString(),
    provider: 'onprem',
    labels: {},
    attachedTo,
  };
}

function statusOf(volume: StoredVolume, attached: boolean): VolumeStatus {
  if (attached) return 'attached';
  return volume.probe.healthy ? 'available' : 'error';
}

/** @throws OpsError `volume-in-use` when the volume is among those that are held */
export function refuseAttached({ uuid, name }: StoredVolume, held: readonly HeldVolume[]): void {
  const place = held.find((other) => other.uuid === uuid);
  if (place === undefined) return;
  const { instance, since, path } = place;
  throw new OpsError('volume-in-use', `${name}: attached to instance ${instance} (since ${since}, at ${path})`, {
    hint: `ops volume detach ${instance} ${name}`,
    details: { volume: uuid, instance },
  });
}
