import { throwIfAborted } from '../core/abort.js';
import { startDetachedMachine } from '../qemu/machine-process.js';
import type { RunningMachine } from '../qemu/running-machine.js';
import type { AttachPlan } from './attach-plan.js';
import { bootGuest, type BootedGuest } from './boot-guest.js';
import { guestFailure } from './guest-ending.js';
import { readGuestEvents } from './guest-events.js';
import type { Guest } from './guest.js';
import type { InstanceRecord } from './instance-record.js';
import { lastWords } from './last-words.js';
import type { RunHost } from './run-instance.js';

/**
 * Starts the machine of an instance, which goes on without us, and waits until its program runs.
 *
 * @returns the record, in which it runs; the supervisor is still us
 * @throws OpsError `guest-boot-failed` with the last lines of its console, `guest-mount-failed`; the machine has ended
 */
export async function startDetached(
  record: InstanceRecord,
  attachments: AttachPlan,
  guest: Guest,
  host: RunHost,
  signal: AbortSignal | undefined,
): Promise<InstanceRecord> {
  const { instances, env } = host;
  const machine = guest.planMachine({ record, attachments, instances, console: 'log' });
  const errorLog = instances.fileOf(record.id, 'errors');
  const booted = await bootGuest({
    machine,
    record,
    instances,
    signal,
    start: (wanted, options) => startDetachedMachine(wanted, { qemu: guest.qemu, env, errorLog, signal, ...options }),
  });
  if (booted.state === 'started') {
    return instances.update({ ...booted.record, started: host.now().toISOString() });
  }
  await booted.running.kill(isEnding(booted.state) ? {} : { forceAfter: 0 });
  throwIfAborted(signal);
  throw guestFailure(readGuestEvents(instances.fileOf(record.id, 'agentLog')), lastWords(record, instances));
}

/** Whether the guest unmounts everything and switches itself off. */
function isEnding(state: BootedGuest<RunningMachine>['state']): boolean {
  return state === 'gave-up' || state === 'not-run';
}
