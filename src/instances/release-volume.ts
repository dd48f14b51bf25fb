import { OpsError } from '../core/errors.js';
import { isUuid } from '../core/uuid.js';
import type { AgentItem } from '../guests/linux/agent/agent-protocol.js';
import { unplugDisk } from '../qemu/hot-plug.js';
import { volumeNodeName } from '../qemu/node-name.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { connectAgent } from './agent-line.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';

export interface ReleaseOptions {
  /** Takes the volume away though the guest uses it, or does not answer. */
  readonly force: boolean;
}

/** A process of the guest that has something open at a mount. */
export type Holder = Pick<Extract<AgentItem, { type: 'holder' }>, 'pid' | 'command' | 'path'>;

const UNMOUNT_MILLISECONDS = 60_000;
/** A guest that is asked with force may not answer: no reason to wait as long. */
const FORCED_MILLISECONDS = 10_000;

/**
 * Takes one volume away from a running instance: the guest writes everything out and unmounts it wherever it is, then
 * its disk goes and its file is closed. What is not attached is no error.
 *
 * @param places of the one volume
 * @throws OpsError `mount-busy` with who holds it: it is mounted everywhere still. `guest-request-failed` when the
 *   guest does not answer
 */
export async function releaseVolume(
  record: InstanceRecord,
  places: readonly InstanceVolume[],
  instances: InstanceStore,
  { force }: ReleaseOptions,
): Promise<void> {
  const [first] = places;
  if (first === undefined || !isUuid(first.uuid)) return;
  try {
    await unmountAll(record, places, instances, force);
  } catch (error) {
    if (!force || !(error instanceof OpsError)) throw error;
  }
  await using monitor = await QmpClient.connect({ path: record.qmp.socket });
  await unplugDisk(monitor, volumeNodeName(first.uuid));
}

async function unmountAll(
  record: InstanceRecord,
  places: readonly InstanceVolume[],
  instances: InstanceStore,
  force: boolean,
): Promise<void> {
  await using agent = await connectAgent(instances.fileOf(record.id, 'agent'));
  const timeout = force ? FORCED_MILLISECONDS : UNMOUNT_MILLISECONDS;
  const unmounted: string[] = [];
  // Inner mounts before those that they are in.
  for (const { path, name } of places.toSorted((a, b) => b.path.length - a.path.length)) {
    try {
      await agent.request('unmount', force ? [path, 'force'] : [path], { timeout });
      unmounted.push(path);
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
      if (error.details['errno'] === 'ENOENT') continue;
      for (const again of unmounted.toReversed()) await agent.request('mount', [again]);
      throw error.details['errno'] === 'EBUSY' ? busy(record, name, path, error) : error;
    }
  }
}

function busy(record: InstanceRecord, name: string, path: string, cause: OpsError): OpsError {
  const items = cause.details['items'] as readonly AgentItem[];
  const holders = items.filter((item) => item.type === 'holder');
  const inside = items.filter((item) => item.type === 'mount');
  const who = [
    ...holders.map((holder) => `${holder.command}, pid ${holder.pid}: ${holder.path}`),
    ...inside.map((mount) => `the mount ${mount.path}`),
  ];
  return new OpsError('mount-busy', `the guest holds ${path} busy${who.length === 0 ? '' : ` (${who.join('; ')})`}`, {
    hint: `close it, or --force (what the programs have open there fails from then on): ops volume detach ${record.name} ${name} --force`,
    details: { instance: record.name, path, holders },
    cause,
  });
}
