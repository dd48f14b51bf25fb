import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { endCopy } from './end-copy.js';
import { isInstanceRunning, isMachineRunning } from './instance-status.js';
import { knownMachine } from '../qemu/known-machine.js';
import { isRunning } from '../io/process-identity.js';
import { observeInstance } from './observe-instance.js';
import { repairAttachments } from './repair-attachments.js';

/**
 * Runs `work` on an instance while no other command changes it, after putting in order what killed commands left: a
 * start that was not finished, an attachment half made, a copy of a
 * volume, an end that nobody wrote down.
 *
 * @param reference its name, its id or a prefix of its id
 * @throws OpsError `instance-not-found`, `instance-ambiguous`, `lock-timeout`, `interrupted`
 */
export async function withInstance<T>(
  instances: InstanceStore,
  reference: string,
  work: (record: InstanceRecord) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { id } = instances.get(reference);
  return instances.exclusivelyOn(id, async (record) => work(await settle(record, instances)), signal);
}

async function settle(record: InstanceRecord, instances: InstanceStore): Promise<InstanceRecord> {
  const { supervisor, machine, lifetime } = record;
  const isStartInterrupted = supervisor !== null && !isRunning(supervisor) && record.ending === null;
  if (lifetime === 'lasting' && isStartInterrupted && machine !== null && isMachineRunning(record)) {
    await knownMachine(machine).kill();
  }
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
