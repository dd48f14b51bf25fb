import { OpsError } from '../core/errors.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isInstanceRunning } from './instance-status.js';
import { stopRunning } from './stop-instance.js';
import { withInstance } from './with-instance.js';

/**
 * Stops an instance if it runs, and removes it with its root disk. Its volumes stay.
 *
 * @throws OpsError `instance-state` for one that `run` looks after
 */
export async function deleteInstance(
  reference: string,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): Promise<InstanceRecord> {
  return withInstance(
    instances,
    reference,
    async (record) => {
      if (record.lifetime === 'command') throw ofCommand(record);
      if (isInstanceRunning(record)) await stopRunning(record, instances, {});
      await instances.exclusively(() => {
        instances.delete(record.id);
      });
      return record;
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
