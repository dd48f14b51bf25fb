import { setTimeout as delay } from 'node:timers/promises';
import { OpsError } from '../core/errors.js';
import { isLocked } from '../io/file-lock.js';
import { knownMachine } from '../qemu/known-machine.js';
import { QmpClient } from '../qemu/qmp/client.js';
import type { InstanceRecord } from './instance-record.js';
import { isMachineRunning } from './instance-status.js';

const POLL_MILLISECONDS = 50;
const PATIENCE_MILLISECONDS = 20_000;

/**
 * Ends the machine of an instance whose command was killed while it started it. The process may not be in the record
 * yet: then it is told by the lock that it holds, and reached by its monitor.
 */
export async function endAbandonedMachine(record: InstanceRecord, machineLock: string): Promise<void> {
  if (record.machine !== null && isMachineRunning(record)) await knownMachine(record.machine).kill();
  await endLockedMachine(record.id, record.qmp.socket, machineLock);
}

/** Ends whichever machine holds a lock. @throws OpsError `qemu-failed` when it does not end */
export async function endLockedMachine(id: string, socket: string, machineLock: string): Promise<void> {
  for (const end = performance.now() + PATIENCE_MILLISECONDS; isLocked(machineLock);) {
    if (performance.now() > end) throw stuck(id, machineLock);
    await quit(socket);
    await delay(POLL_MILLISECONDS);
  }
}

/** A machine that has just been started has no monitor yet; the next attempt finds it. */
async function quit(socket: string): Promise<void> {
  try {
    const monitor = await QmpClient.connect({ path: socket }, { timeout: 1000 });
    await monitor.quit();
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
  }
}

function stuck(id: string, machineLock: string): OpsError {
  return new OpsError('qemu-failed', `instance ${id}: its machine was left behind and does not end`, {
    hint: `see which process it is: fuser -v ${machineLock}`,
    details: { instance: id },
  });
}
