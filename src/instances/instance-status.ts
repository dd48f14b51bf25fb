import { isRunning } from '../io/process-identity.js';
import type { InstanceRecord } from './instance-record.js';

/**
 * `starting`: its guest is not up yet. `stopped`: its program ended, or it was stopped. `failed`: its guest or its
 * machine ended without the program's end.
 */
export type InstanceStatus = 'starting' | 'running' | 'stopped' | 'failed';

/** True while the command that looks after an instance, or its machine, is there. */
export function isInstanceRunning({ supervisor, machine, ending }: InstanceRecord): boolean {
  if (ending !== null) return false;
  return (supervisor !== null && isRunning(supervisor)) || isMachineRunning({ machine });
}

/** True for an instance that goes with its command, when that was killed: nothing of it is of use. */
export function isAbandoned(record: InstanceRecord): boolean {
  return record.lifetime === 'command' && !isInstanceRunning({ ...record, machine: null });
}

/** True for a start whose command was killed before the guest was up. Its machine may be there all the same. */
export function isStartAbandoned({ lifetime, supervisor, started, ending }: InstanceRecord): boolean {
  return lifetime === 'lasting' && supervisor !== null && !isRunning(supervisor) && started === null && ending === null;
}

/** True while QEMU is there. */
export function isMachineRunning({ machine }: Pick<InstanceRecord, 'machine'>): boolean {
  return machine !== null && isRunning(machine);
}
