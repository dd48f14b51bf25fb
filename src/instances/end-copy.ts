import { OpsError } from '../core/errors.js';
import { thawIfFrozen } from '../guests/linux/agent/while-frozen.js';
import { endBackup } from '../qemu/backup.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { connectAgent } from './agent-line.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';

/**
 * Ends the copying of a volume that a running instance writes, also that of a command that was killed: the guest goes
 * on, and QEMU lets go of the copy. What cannot be done now is left to the next command.
 */
export async function endCopy(record: InstanceRecord, instances: InstanceStore): Promise<InstanceRecord> {
  const { copying, id, qmp } = record;
  if (copying === undefined || copying === null) return record;
  try {
    {
      await using agent = await connectAgent(instances.fileOf(id, 'agent'));
      await thawIfFrozen(agent, copying.path);
    }
    await using monitor = await QmpClient.connect({ path: qmp.socket });
    await endBackup(monitor);
  } catch (error) {
    if (error instanceof OpsError) return record;
    throw error;
  }
  return instances.update({ ...record, copying: null });
}
