import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.js';
import { hasErrorCode, OpsError } from '../core/errors.js';
import { isInstanceRunning } from './instance-status.js';
import type { InstanceStore } from './instance-store.js';
import { observeInstance, type ObservedInstance } from './observe-instance.js';
import { WatchedConsole } from './watched-console.js';
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
  const console = new WatchedConsole(id, instances);
  for (const end = performance.now() + seconds * 1000; ;) {
    const found = await findEnd(id, instances, signal);
    if (found === 'gone') throw goneMeanwhile(name);
    if (found !== 'running') return found;
    const left = end - performance.now();
    if (left <= 0) throw stillRuns(name, seconds);
    await console.rotateIfFull(signal);
    await delay(Math.min(POLL_MILLISECONDS, left), undefined, { signal }).catch(() => undefined);
    throwIfAborted(signal);
  }
}

/**
 * How an instance ended, `running` while it runs or is being restarted, `gone` when it was deleted.
 *
 * @throws OpsError `interrupted`
 */
export async function findEnd(
  id: string,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): Promise<ObservedInstance | 'running' | 'gone'> {
  const record = instances.find(id);
  if (record === undefined) return 'gone';
  if (isInstanceRunning(record)) return 'running';
  const ended = observeInstance(record, instances);
  try {
    // Whoever restarts it holds its lock until it runs again.
    return await withInstance(
      instances,
      id,
      (settled) => (isInstanceRunning(settled) ? 'running' : observeInstance(settled, instances)),
      signal,
    );
  } catch (error) {
    if (hasErrorCode(error, 'lock-timeout')) return 'running';
    if (hasErrorCode(error, 'instance-not-found')) return ended;
    throw error;
  }
}

function goneMeanwhile(name: string): OpsError {
  return new OpsError('instance-not-found', `instance ${name}: it was deleted while it was waited for`, {
    hint: 'an instance of `ops run` goes with that command: wait for the command instead',
    details: { instance: name },
  });
}

function stillRuns(name: string, seconds: number): OpsError {
  return new OpsError('instance-timeout', `instance ${name}: it still runs after ${seconds} s`, {
    hint: `wait longer, or end it: ops instance stop ${name}`,
    details: { instance: name, seconds },
  });
}
