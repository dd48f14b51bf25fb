import { setTimeout as delay } from 'node:timers/promises';
import { OpsError } from '../core/errors.js';
import type { AgentClient } from '../guests/linux/agent/agent-client.js';
import type { AgentItem } from '../guests/linux/agent/agent-protocol.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import type { Patience } from './patience.js';

/** A process of the guest that has something open at a mount. */
export type Holder = Pick<Extract<AgentItem, { type: 'holder' }>, 'pid' | 'command' | 'path'>;

const POLL_MILLISECONDS = 20;

/**
 * Has a guest write a volume out and unmount it wherever it is mounted.
 *
 * @throws OpsError `mount-busy` with who holds it, `guest-request-failed`: it is mounted everywhere still, unless the
 *   guest does not answer
 */
export async function unmountVolume(
  agent: AgentClient,
  record: InstanceRecord,
  places: readonly InstanceVolume[],
  { unmount: timeout }: Patience,
): Promise<void> {
  const unmounted: string[] = [];
  for (const { path, name } of innerFirst(places)) {
    try {
      await agent.request('unmount', [path], { timeout });
      unmounted.push(path);
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
      if (error.details['errno'] === 'ENOENT') continue;
      for (const again of unmounted.toReversed()) await agent.request('mount', [again]);
      throw error.details['errno'] === 'EBUSY' ? busy(record, name, path, error) : error;
    }
  }
}

/** As {@link unmountVolume}, though programs use it: what they have written is put on the disk. A refusal is ignored. */
export async function unmountByForce(
  agent: AgentClient,
  places: readonly InstanceVolume[],
  { answer: timeout }: Patience,
): Promise<void> {
  for (const { path } of innerFirst(places)) {
    try {
      await agent.request('unmount', [path, 'force'], { timeout });
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
    }
  }
}

/**
 * Waits until a guest has seen that a disk is gone. It is told so by the bus, some time after: what is attached before
 * that could be taken for the old disk, or its mount for one that lost its disk.
 */
export async function awaitDiskGone(
  agent: AgentClient,
  places: readonly InstanceVolume[],
  { answer }: Patience,
): Promise<void> {
  const isThere = async (path: string): Promise<boolean> => {
    const items = await agent.request('status', [path], { timeout: answer });
    return items.some((item) => item.type === 'mount' && item.device !== '');
  };
  const end = performance.now() + answer;
  try {
    for (const { path } of places) {
      while ((await isThere(path)) && performance.now() < end) await delay(POLL_MILLISECONDS);
    }
  } catch (error) {
    // The disk is gone whether the guest says so or not.
    if (!(error instanceof OpsError)) throw error;
  }
}

/** Inner mounts before those that they are in. */
function innerFirst(places: readonly InstanceVolume[]): InstanceVolume[] {
  return places.toSorted((a, b) => b.path.length - a.path.length);
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
