import { OpsError } from '../core/errors.js';
import { deleteDamaged } from './delete-damaged.js';
import { isDamaged } from './found-instance.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isInstanceRunning } from './instance-status.js';
import { stopRunning } from './stop-instance.js';
import { withInstance } from './with-instance.js';

/**
 * Stops an instance if it runs, and removes it with its root disk, also one that is damaged. Its volumes stay.
 *
 * @throws OpsError `instance-state` for one that `run` looks after
 */
export async function deleteInstance(
  reference: string,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = instances.getAny(reference);
  if (isDamaged(found)) return deleteDamaged(found, instances, signal);
  return withInstance(
    instances,
    found.id,
    async (record) => {
      if (record.lifetime === 'command') throw ofCommand(record);
      if (isInstanceRunning(record)) await stopRunning(record, instances, {});
      await instances.exclusively(() => {
        instances.delete(record.id);
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
