import { OpsError } from '../core/errors.js';
import type { AgentClient } from '../guests/linux/agent/agent-client.js';
import type { ScsiDisk } from '../qemu/disk.js';
import { plugDisk } from '../qemu/hot-plug.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { connectAgent } from './agent-line.js';
import { explainSilence, isRefusal } from './guest-silence.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { patienceOf, type Patience } from './patience.js';
import { releaseVolume } from './release-volume.js';
import { awaitDiskGone } from './unmount-volume.js';

interface PlugHost {
  readonly instances: InstanceStore;
  readonly patience?: Partial<Patience>;
}

/**
 * Gives a volume that an instance has claimed to its running machine, and waits until the guest has mounted it at all
 * its places. Nothing of it stays when that fails, the claim included.
 *
 * @param added its places, which the record has as `attaching`
 * @returns when the record has them as attached
 */
export async function plugVolume(
  record: InstanceRecord,
  added: readonly InstanceVolume[],
  disk: ScsiDisk,
  host: PlugHost,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { instances } = host;
  const isAdded = ({ uuid }: InstanceVolume): boolean => added.some((volume) => volume.uuid === uuid);
  const others = record.volumes.filter((volume) => !isAdded(volume));
  const patience = patienceOf(host.patience);
  try {
    await using agent = await connectAgent(instances.fileOf(record.id, 'agent'));
    // It may have been taken away by force while the guest did not look.
    await awaitDiskGone(agent, added, patience);
    {
      await using monitor = await QmpClient.connect({ path: record.qmp.socket });
      await plugDisk(monitor, disk);
    }
    for (const { path, name } of added) await mountInGuest(agent, path, name, patience, signal);
  } catch (error) {
    if (await isUndone(record, added, host)) instances.update({ ...record, volumes: others });
    throw explainSilence(record, error);
  }
  instances.update({ ...record, volumes: [...others, ...added] });
}

/** When it cannot be undone now, it stays marked: the next command does it. */
async function isUndone(
  record: InstanceRecord,
  added: readonly InstanceVolume[],
  { instances, patience }: PlugHost,
): Promise<boolean> {
  try {
    await releaseVolume(record, added, instances, { force: true, ...(patience && { patience }) });
    return true;
  } catch (error) {
    if (error instanceof OpsError) return false;
    throw error;
  }
}

async function mountInGuest(
  agent: AgentClient,
  path: string,
  name: string,
  { mount, answer }: Patience,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await agent.request('mount', [path, Math.ceil(mount / 1000)], { timeout: mount + answer, signal });
  } catch (error) {
    if (!(error instanceof OpsError) || !isRefusal(error)) throw error;
    throw new OpsError('guest-mount-failed', `${name}: the guest did not mount it at ${path}: ${error.message}`, {
      hint: 'it is not attached; what the guest says of it: ops instance logs',
      details: { ...error.details, path },
      cause: error,
    });
  }
}
