import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { listHeldVolumes } from './attachments.js';
import { deleteDamaged } from './delete-damaged.js';
import { isDamaged } from './found-instance.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isInstanceRunning } from './instance-status.js';
import { refuseHeldElsewhere } from './made-volumes.js';
import { stopRunning } from './stop-instance.js';
import { withInstance } from './with-instance.js';

export interface DeleteOptions extends Pick<OperationOptions, 'signal'> {
  /** Whether the volumes that were made for it go, too. Default false. */
  readonly volumes?: boolean;
}

/**
 * Stops an instance if it runs, and removes it with its root disk, also one that is damaged. Its volumes stay; those that
 * were made for it go when that is asked for.
 *
 * @throws OpsError `instance-state` for one that `run` looks after; `volume-in-use`, before anything is done, for a volume
 *   that is to go and is attached to another instance
 */
export async function deleteInstance(
  reference: string,
  instances: InstanceStore,
  { volumes = false, signal }: DeleteOptions = {},
): Promise<void> {
  const found = instances.getAny(reference);
  if (isDamaged(found)) return deleteDamaged(found, instances, signal);
  return withInstance(
    instances,
    found.id,
    async (record) => {
      if (record.lifetime === 'command') throw ofCommand(record);
      const doomed = volumes ? record : { ...record, made: [] };
      const refuseHeld = (): void => {
        refuseHeldElsewhere(doomed, listHeldVolumes(instances.list().filter(({ id }) => id !== record.id)));
      };
      refuseHeld();
      if (isInstanceRunning(record)) await stopRunning(record, instances, {});
      await instances.exclusively(async () => {
        refuseHeld();
        await instances.discard(doomed);
      });
    },
    signal,
  );
}

/** The error for what only a lasting instance does. */
export function ofCommand({ name }: InstanceRecord): OpsError {
  return new OpsError('instance-state', `instance ${name} belongs to a command that runs, and goes with it`, {
    hint: `ops instance stop ${name}`,
    details: { instance: name },
  });
}
