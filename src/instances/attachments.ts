import { OpsError } from '../core/errors.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';

/** A volume at a place of an instance. */
export interface HeldVolume extends InstanceVolume {
  readonly instance: string;
  /** The command that looks after that instance. */
  readonly supervisor: number;
}

/** What an instance that is about to start wants of a volume. */
export interface VolumeClaim {
  readonly uuid: string;
  readonly name: string;
  readonly readOnly: boolean;
}

/** Every place where running instances have volumes. */
export function listHeldVolumes(instances: readonly InstanceRecord[]): HeldVolume[] {
  return instances.flatMap((instance) =>
    instance.volumes.map((volume) => ({
      ...volume,
      instance: instance.name,
      supervisor: instance.supervisor.pid,
    })),
  );
}

/**
 * Holds claims to the rule of sharing: one instance alone reads and writes a volume, any number may only read it.
 *
 * @throws OpsError `volume-in-use` naming who holds it
 */
export function checkClaims(claims: readonly VolumeClaim[], held: readonly HeldVolume[]): void {
  for (const claim of claims) {
    const holder = held.find((other) => other.uuid === claim.uuid && !(claim.readOnly && other.readOnly));
    if (holder !== undefined) throw inUse(claim, holder);
  }
}

function inUse(claim: VolumeClaim, holder: HeldVolume): OpsError {
  const how = holder.readOnly ? 'read-only' : 'read-write';
  return new OpsError(
    'volume-in-use',
    `volume ${claim.name}: instance ${holder.instance} holds it ${how} at ${holder.path}`,
    {
      hint: holder.readOnly
        ? `share it read-only: --mounts ${claim.name}:${holder.path}:ro`
        : `a volume that somebody writes is not shared; to stop that instance: kill -INT ${holder.supervisor}`,
      details: { volume: claim.uuid, instance: holder.instance },
    },
  );
}
