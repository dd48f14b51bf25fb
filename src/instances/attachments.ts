import { OpsError } from '../core/errors.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import { isInstanceRunning } from './instance-status.js';

/** A volume at a place of an instance. */
export interface HeldVolume extends InstanceVolume {
  readonly instance: string;
  /** Whether the instance has the volume open; otherwise it will want it when it is started. */
  readonly running: boolean;
}

/** What an instance that is about to start wants of a volume. */
export interface VolumeClaim {
  readonly uuid: string;
  readonly name: string;
  readonly readOnly: boolean;
}

/** Every place where instances have volumes, those that are stopped included. */
export function listHeldVolumes(instances: readonly InstanceRecord[]): HeldVolume[] {
  return instances.flatMap((instance) => {
    const running = isInstanceRunning(instance);
    return instance.volumes.map((volume) => ({ ...volume, instance: instance.name, running }));
  });
}

/** What an instance wants of its volumes: each once, to be written unless all its places are read-only. */
export function claimsOf(volumes: readonly InstanceVolume[]): VolumeClaim[] {
  return [...Map.groupBy(volumes, ({ uuid }) => uuid)].map(([uuid, places]) => ({
    uuid,
    name: places[0]?.name ?? '',
    readOnly: places.every(({ readOnly }) => readOnly),
  }));
}

/**
 * Holds claims to the rule of sharing: one instance alone reads and writes a volume, any number may only read it.
 *
 * @param held by other instances
 * @throws OpsError `volume-in-use` naming who holds it
 */
export function checkClaims(claims: readonly VolumeClaim[], held: readonly HeldVolume[]): void {
  const running = held.filter((place) => place.running);
  for (const claim of claims) {
    const holders = running.filter((place) => place.uuid === claim.uuid);
    const writer = holders.find((place) => !place.readOnly);
    const holder = writer ?? (claim.readOnly ? undefined : holders[0]);
    if (holder !== undefined) throw inUse(claim, holder);
  }
}

function inUse(claim: VolumeClaim, holder: HeldVolume): OpsError {
  const how = holder.readOnly ? 'read-only' : 'read-write';
  const release = `ops volume detach ${holder.instance} ${holder.name}`;
  return new OpsError(
    'volume-in-use',
    `volume ${claim.name}: instance ${holder.instance} holds it ${how} at ${holder.path}`,
    {
      hint: holder.readOnly
        ? `share it read-only (${claim.name}:ro), or take it away there: ${release}`
        : `a volume that somebody writes is not shared: ${release}`,
      details: { volume: claim.uuid, instance: holder.instance },
    },
  );
}
