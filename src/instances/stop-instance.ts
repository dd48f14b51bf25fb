import { OpsError } from '../core/errors.js';
import { knownMachine } from '../qemu/known-machine.js';
import type { ProgramEnding } from './guest-ending.js';
import type { InstanceEnding, InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isMachineRunning } from './instance-status.js';
import { observeInstance, type ObservedInstance } from './observe-instance.js';
import { NANOS_STOP_SECONDS, stopGuest, type StopOptions } from './stop-guest.js';
import { withInstance } from './with-instance.js';

/** An instance that was stopped, and whether its guest did it in order. */
export interface StoppedInstance extends ObservedInstance {
  /** `killed`: what the guest had not written out is lost. */
  readonly how: 'stopped' | 'killed';
}

/**
 * Stops an instance: its program ends on SIGTERM, its volumes are unmounted, its machine is switched off. A guest that
 * does not do so in time is killed.
 *
 * @throws OpsError `instance-state` when it does not run
 */
export async function stopInstance(
  reference: string,
  instances: InstanceStore,
  options: StopOptions & { readonly signal?: AbortSignal | undefined },
): Promise<StoppedInstance> {
  return withInstance(instances, reference, (record) => stopRunning(record, instances, options), options.signal);
}

/** As {@link stopInstance}, for a caller that holds the lock of the instance. */
export async function stopRunning(
  record: InstanceRecord,
  instances: InstanceStore,
  options: StopOptions,
): Promise<StoppedInstance> {
  if (record.machine === null || !isMachineRunning(record)) {
    throw new OpsError('instance-state', `instance ${record.name} does not run`, {
      hint: `see how it ended: ops instance info ${record.name}`,
      details: { instance: record.name },
    });
  }
  const sockets = { agent: instances.fileOf(record.id, 'agent'), qmp: record.qmp.socket };
  const patient = record.guest === 'nanos' ? { seconds: NANOS_STOP_SECONDS, ...options } : options;
  const { how, program } = await stopGuest(sockets, knownMachine(record.machine), patient);
  // The command of `run` writes down nothing, and removes the instance: only what the guest said to us is left.
  const ending = record.lifetime === 'command' ? endingOf(program) : observeInstance(record, instances).ending;
  const failure = how === 'killed' ? 'it did not stop in time, and was killed' : (ending?.failure ?? null);
  const stopped = { ...record, ending: ending && { ...ending, failure } };
  if (record.lifetime === 'lasting') instances.update(stopped);
  return { ...observeInstance(stopped, instances), how };
}

function endingOf(program: ProgramEnding | undefined): InstanceEnding {
  return { exitCode: null, signal: null, ...program, at: new Date().toISOString(), failure: null };
}
