import { OpsError } from '../core/errors.js';
import { isUuid } from '../core/uuid.js';
import type { AgentClient } from '../guests/linux/agent/agent-client.js';
import { unplugDisk } from '../qemu/hot-plug.js';
import { volumeNodeName } from '../qemu/node-name.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { connectAgent } from './agent-line.js';
import { requireAnswer } from './guest-silence.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { patienceOf, type Patience } from './patience.js';
import { awaitDiskGone, unmountByForce, unmountVolume } from './unmount-volume.js';

export interface ReleaseOptions {
  /** Takes the volume away though the guest uses it, or does not answer. */
  readonly force: boolean;
  readonly patience?: Partial<Patience>;
}

/**
 * Takes one volume away from a running instance: the guest writes everything out and unmounts it wherever it is, then
 * its disk goes and its file is closed. What is not attached is no error.
 *
 * @param places of the one volume
 * @throws OpsError a refusal (`isRefusal`): it is mounted everywhere still. Else it is not known how far it came
 */
export async function releaseVolume(
  record: InstanceRecord,
  places: readonly InstanceVolume[],
  instances: InstanceStore,
  { force, patience: wanted }: ReleaseOptions,
): Promise<void> {
  const [first] = places;
  if (first === undefined || !isUuid(first.uuid)) return;
  const patience = patienceOf(wanted);
  await using agent = force ? await findAgent(record, instances, patience) : await openAgent(record, instances);
  if (agent) await (force ? unmountByForce(agent, places, patience) : unmountVolume(agent, record, places, patience));
  {
    await using monitor = await QmpClient.connect({ path: record.qmp.socket });
    await unplugDisk(monitor, volumeNodeName(first.uuid));
  }
  if (agent) await awaitDiskGone(agent, places, patience);
}

function openAgent(record: InstanceRecord, instances: InstanceStore): Promise<AgentClient> {
  return connectAgent(instances.fileOf(record.id, 'agent'));
}

/** @returns `undefined` when the guest does not answer: what it is asked then, it would do some day */
async function findAgent(
  record: InstanceRecord,
  instances: InstanceStore,
  patience: Patience,
): Promise<AgentClient | undefined> {
  try {
    await requireAnswer(record, instances, patience);
    return await openAgent(record, instances);
  } catch (error) {
    if (error instanceof OpsError) return undefined;
    throw error;
  }
}
