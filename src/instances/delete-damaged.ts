import { setTimeout as delay } from 'node:timers/promises';
import { isLocked, withFileLock } from '../io/file-lock.js';
import { endLockedMachine } from './end-machine.js';
import type { DamagedInstance } from './found-instance.js';
import type { InstanceStore } from './instance-store.js';
import { stopGuest, type StoppableMachine } from './stop-guest.js';

const POLL_MILLISECONDS = 200;

/**
 * Removes an instance whose record cannot be read. Its machine, if it has one still, is known by the lock that it holds,
 * and is stopped in order first.
 *
 * @throws OpsError `qemu-failed` when the machine does not end; `lock-timeout`, `interrupted`
 */
export async function deleteDamaged(
  { id }: DamagedInstance,
  instances: InstanceStore,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sockets = { agent: instances.fileOf(id, 'agent'), qmp: instances.fileOf(id, 'qmp') };
  const machineLock = instances.fileOf(id, 'machineLock');
  await withFileLock(
    instances.fileOf(id, 'lock'),
    async () => {
      if (isLocked(machineLock)) await stopGuest(sockets, lockedMachine(id, sockets.qmp, machineLock));
      await instances.exclusively(() => {
        instances.delete(id);
      });
    },
    { signal },
  );
}

/** The machine that holds a lock, whichever process it is. */
function lockedMachine(id: string, socket: string, machineLock: string): StoppableMachine {
  return {
    ended: async (timeout) => {
      for (const end = performance.now() + timeout; isLocked(machineLock);) {
        if (performance.now() >= end) return false;
        await delay(POLL_MILLISECONDS);
      }
      return true;
    },
    kill: () => endLockedMachine(id, socket, machineLock),
  };
}
