import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.js';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { InstanceRecord } from './instance-record.js';
import { instanceNotFound } from './instance-reference.js';
import { isInstanceRunning } from './instance-status.js';
import type { InstanceStore } from './instance-store.js';
import { observeInstance, type ObservedInstance } from './observe-instance.js';
import { isConsoleFull } from './rotate-console.js';
import { withInstance } from './with-instance.js';

const POLL_MILLISECONDS = 100;

export interface AwaitOptions {
  /** How long to wait. Default: as long as it takes. */
  readonly seconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until an instance has ended; a restart is no end. One that does not run has ended.
 *
 * @throws OpsError `instance-timeout`, `interrupted`, `instance-not-found` when it went with its command
 */
export async function awaitEnd(
  reference: string,
  instances: InstanceStore,
  { seconds = Number.POSITIVE_INFINITY, signal }: AwaitOptions,
): Promise<ObservedInstance> {
  const { id, name } = instances.get(reference);
  for (const end = performance.now() + seconds * 1000; ;) {
    const ended = await findEnd(id, instances, signal);
    if (ended !== undefined) return ended;
    const left = end - performance.now();
    if (left <= 0) throw stillRuns(name, seconds);
    if (isConsoleFull(id, instances)) await settle(id, instances, signal);
    await delay(Math.min(POLL_MILLISECONDS, left), undefined, { signal }).catch(() => undefined);
    throwIfAborted(signal);
  }
}

/**
 * How an instance ended; nothing while it runs or is being restarted.
 *
 * @throws OpsError `instance-not-found` for one that is gone
 */
export async function findEnd(
  id: string,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): Promise<ObservedInstance | undefined> {
  const record = instances.find(id);
  if (record === undefined) throw instanceNotFound(id, []);
  if (isInstanceRunning(record)) return undefined;
  const ended = observeInstance(record, instances);
  // Whoever restarts it holds its lock until it runs again.
  const settled = await settle(id, instances, signal);
  if (settled === undefined) return ended;
  return isInstanceRunning(settled) ? undefined : observeInstance(settled, instances);
}

/** @returns nothing when it is gone */
async function settle(
  id: string,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): Promise<InstanceRecord | undefined> {
  try {
    return await withInstance(instances, id, (record) => record, signal);
  } catch (error) {
    if (hasErrorCode(error, 'instance-not-found')) return undefined;
    throw error;
  }
}

function stillRuns(name: string, seconds: number): OpsError {
  return new OpsError('instance-timeout', `instance ${name}: it still runs after ${seconds} s`, {
    hint: `wait longer, or end it: ops instance stop ${name}`,
    details: { instance: name, seconds },
  });
}
