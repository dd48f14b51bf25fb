import { setTimeout as delay } from 'node:timers/promises';
import { OpsError } from '../core/errors.js';
import { formatSize, type Bytes } from '../core/size.js';
import type { AgentClient } from '../guests/linux/agent/agent-client.js';
import { volumeNodeName } from '../qemu/node-name.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { wholeSectors } from '../volumes/volume-layout.js';
import { probeGrowthLimit, probeVolume } from '../volumes/volume-probe.js';
import type { StoredVolume } from '../volumes/volume-store.js';
import { connectAgent } from './agent-line.js';
import type { InstanceStore } from './instance-store.js';
import { withInstance } from './with-instance.js';
import { writtenPlace } from './written-place.js';

/** The guest learns from its controller that a disk has grown; on a busy machine that takes a second. */
const NOTICE_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = 25;
const GROW_MILLISECONDS = 300_000;

/**
 * Grows a volume that a running instance writes, rounded up to whole sectors: its disk, and then the file system in it,
 * which the guest goes on using. Returns when the guest has the room. Killed in between, the next mount grows the file
 * system, and the same command does.
 *
 * @param instance its name or id
 * @throws OpsError `volume-in-use` for a size that it can only be given while nobody uses it, `instance-state`, `guest-request-failed`, `qmp-failed`
 */
export async function resizeAttached(
  instance: string,
  volume: StoredVolume,
  size: Bytes,
  instances: InstanceStore,
  signal?: AbortSignal,
): Promise<void> {
  const wanted = wholeSectors(size);
  await withInstance(
    instances,
    instance,
    async (record) => {
      const { path } = writtenPlace(record, volume);
      checkSize(volume, wanted, record.name);
      {
        await using monitor = await QmpClient.connect({ path: record.qmp.socket }, { signal });
        await monitor.execute('block_resize', { 'node-name': volumeNodeName(volume.uuid), size: wanted });
      }
      await using agent = await connectAgent(instances.fileOf(record.id, 'agent'));
      try {
        await growInGuest(agent, path, wanted, signal);
      } catch (error) {
        throw error instanceof OpsError && error.code === 'guest-request-failed' ? notGrown(volume, error) : error;
      }
    },
    signal,
  );
}

/** QEMU would cut a disk off under the guest without a word, and a guest makes of a file system what we do not write. */
function checkSize({ name, uuid, location }: StoredVolume, wanted: Bytes, instance: string): void {
  const { size } = probeVolume(location);
  const largest = probeGrowthLimit(location);
  if (wanted >= size && wanted <= largest) return;
  const limit = wanted < size ? `has ${formatSize(size)}, and` : `grows to ${formatSize(largest)} at most while`;
  const reason = wanted < size ? `attached to a running instance (${instance}) it only grows` : `${instance} has it`;
  throw new OpsError('volume-in-use', `${name}: ${limit} ${reason}`, {
    hint: `detach it first: ops volume detach ${instance} ${name}`,
    details: { volume: uuid, instance, size, wanted },
  });
}

async function growInGuest(
  agent: AgentClient,
  path: string,
  wanted: Bytes,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const end = performance.now() + NOTICE_MILLISECONDS; ;) {
    try {
      await agent.request('resize', [path, wanted], { timeout: GROW_MILLISECONDS, signal });
      return;
    } catch (error) {
      const isUnnoticed = error instanceof OpsError && error.details['errno'] === 'EAGAIN';
      if (!isUnnoticed || performance.now() > end) throw error;
    }
    await delay(POLL_MILLISECONDS);
  }
}

function notGrown({ name, uuid }: StoredVolume, cause: OpsError): OpsError {
  return new OpsError('guest-request-failed', `${name}: the guest did not grow its file system: ${cause.message}`, {
    hint: 'its disk has the new size: run the command again, or let the next mount grow it',
    details: { ...cause.details, volume: uuid },
    cause,
  });
}
