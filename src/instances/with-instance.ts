import { endAbandonedMachine } from './end-machine.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { endCopy } from './end-copy.js';
import { isInstanceRunning, isStartAbandoned } from './instance-status.js';
import { observeInstance } from './observe-instance.js';
import { repairAttachments } from './repair-attachments.js';
import { rotateConsole } from './rotate-console.js';

/**
 * Runs `work` on an instance while no other command changes it, after putting in order what killed commands left: a
 * start that was not finished, an attachment half made, a copy of a volume, an end that nobody wrote down. A console's
 * log that is full is rotated.
 *
 * @param reference its name, its id or a prefix of its id
 * @param work gets the record as it is in order, and as it was found
 * @throws OpsError `instance-not-found`, `instance-ambiguous`, `lock-timeout`, `interrupted`
 */
export async function withInstance<T>(
  instances: InstanceStore,
  reference: string,
  work: (record: InstanceRecord, found: InstanceRecord) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { id } = instances.get(reference);
  return instances.exclusivelyOn(
    id,
    async (found) => {
      const settled = await settle(found, instances);
      await rotateConsole(settled, instances);
      return work(settled, found);
    },
    signal,
  );
}

async function settle(record: InstanceRecord, instances: InstanceStore): Promise<InstanceRecord> {
  if (isStartAbandoned(record)) await endAbandonedMachine(record, instances.fileOf(record.id, 'machineLock'));
  if (isInstanceRunning(record)) return repairAttachments(await endCopy(record, instances), instances);
  const isSettled = !record.copying && !record.volumes.some(({ change }) => change !== undefined);
  if (record.ending !== null && isSettled) return record;
  const { ending } = observeInstance(record, instances);
  return instances.update({ ...record, supervisor: null, ending, volumes: settled(record), copying: null });
}

/** With its machine, all that was attached is gone from it; what was being attached is not, and what was being detached is. */
function settled({ volumes }: InstanceRecord): InstanceRecord['volumes'] {
  return volumes.filter(({ change }) => change === undefined);
}
