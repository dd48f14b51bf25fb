import { rmSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import { onHost } from '../io/host-errors.js';
import { StoreFolder } from '../io/store-folder.js';
import { formatVolumeFile } from '../volumes/volume-file.js';
import type { HeldVolume } from './attachments.js';
import type { InstanceRecord, MadeVolume } from './instance-record.js';

/** The volumes that were made for an instance and are there still. */
export function findMadeVolumes({ made = [] }: InstanceRecord): MadeVolume[] {
  return made.filter((volume) => new StoreFolder(volume.directory).hasFile(formatVolumeFile(volume)));
}

/**
 * Deletes the volumes that were made for an instance, and what a killed command left of making them. One that another
 * instance has stays.
 *
 * @param held by other instances; none can take one meanwhile
 */
export async function deleteMadeVolumes({ made = [] }: InstanceRecord, held: readonly HeldVolume[]): Promise<void> {
  for (const volume of made) {
    const folder = new StoreFolder(volume.directory);
    if (isHeld(volume, held) || !folder.has('.')) continue;
    await folder.exclusively(() => {
      const file = folder.pathOf(formatVolumeFile(volume));
      onHost('delete', file, () => {
        rmSync(file, { force: true });
      });
    });
  }
}

/** @throws OpsError `volume-in-use` when one of its volumes is attached to another instance */
export function refuseHeldElsewhere(record: InstanceRecord, held: readonly HeldVolume[]): void {
  const volume = findMadeVolumes(record).find((made) => isHeld(made, held));
  const holder = held.find(({ uuid }) => uuid === volume?.uuid);
  if (volume === undefined || holder === undefined) return;
  throw new OpsError(
    'volume-in-use',
    `volume ${volume.name}, made for ${record.name}, is attached to ${holder.instance} (at ${holder.path})`,
    {
      hint: `ops volume detach ${holder.instance} ${volume.name}\nor delete the instance alone: ops instance delete ${record.name}`,
      details: { volume: volume.uuid, instance: holder.instance },
    },
  );
}

function isHeld({ uuid }: MadeVolume, held: readonly HeldVolume[]): boolean {
  return held.some((place) => place.uuid === uuid);
}
