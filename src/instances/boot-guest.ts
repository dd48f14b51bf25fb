import { writeFileSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import type { AgentClient } from '../guests/linux/agent/agent-client.js';
import type { AgentEvent } from '../guests/linux/agent/agent-protocol.js';
import { tryLock } from '../io/file-lock.js';
import { onHost } from '../io/host-errors.js';
import type { Machine } from '../qemu/machine.js';
import type { StartOptions } from '../qemu/machine-process.js';
import type { RunningMachine } from '../qemu/running-machine.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { connectAgent } from './agent-line.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';

export interface BootRequest<Started extends RunningMachine> {
  /** Paused. */
  readonly machine: Machine;
  readonly record: InstanceRecord;
  readonly instances: InstanceStore;
  /** Starts the machine: attached to this process, or not. */
  readonly start: (machine: Machine, options: Pick<StartOptions, 'descriptors'>) => Promise<Started>;
  /** Aborted: nothing is waited for any more; the machine runs on. */
  readonly signal?: AbortSignal | undefined;
}

/** A machine whose guest was booted. What became of its program is in the log of the agent's line. */
export interface BootedGuest<Started extends RunningMachine> {
  readonly running: Started;
  readonly record: InstanceRecord;
  /** `started`: its program runs, or has run. `not-run`: it could not be run. `silent`: its init never spoke. */
  readonly state: 'started' | 'not-run' | 'gave-up' | 'ended' | 'silent' | 'interrupted';
}

/** Until init speaks. Emulated on a busy machine that may take ten seconds; a kernel that hangs never gets there. */
const READY_MILLISECONDS = 120_000;
/** From there until the program runs: volumes are mounted, and a journal may have to be replayed. */
const STARTED_MILLISECONDS = 300_000;

/** Starts the machine of an instance and waits until its program runs, or never will. */
export async function bootGuest<Started extends RunningMachine>(
  request: BootRequest<Started>,
): Promise<BootedGuest<Started>> {
  const { machine, record, instances, start, signal } = request;
  const agentLog = instances.fileOf(record.id, 'agentLog');
  onHost('write', agentLog, () => {
    writeFileSync(agentLog, '', { mode: 0o600 });
  });
  const running = await startLocked(request, start);
  try {
    const started = instances.update({ ...record, machine: running.identity ?? null });
    const said: AgentEvent[] = [];
    await using agent = await connectAgent(instances.fileOf(record.id, 'agent'), (event) => said.push(event));
    const outcome = awaitProgram(agent, running, signal);
    await resume(machine);
    const state = await outcome;
    return { running, record: started, state: state === 'interrupted' && said.length === 0 ? 'silent' : state };
  } catch (error) {
    await running.kill({ forceAfter: 0 });
    throw error;
  }
}

/** The machine inherits a lock, by which it is known even if we are killed before we have written down what it is. */
export async function startLocked<Started extends RunningMachine>(
  { machine, record, instances }: Pick<BootRequest<Started>, 'machine' | 'record' | 'instances'>,
  start: BootRequest<Started>['start'],
): Promise<Started> {
  using lock = tryLock(instances.fileOf(record.id, 'machineLock'));
  if (lock === undefined) throw new OpsError('instance-state', `${record.name}: its machine is still there`);
  return await start(machine, { descriptors: [lock.fd] });
}

async function awaitProgram(
  agent: AgentClient,
  running: RunningMachine,
  signal: AbortSignal | undefined,
): Promise<BootedGuest<RunningMachine>['state']> {
  const interrupted = (): 'silent' | 'interrupted' => (signal?.aborted ? 'interrupted' : 'silent');
  const wait = { timeout: STARTED_MILLISECONDS, signal };
  const outcomes = [
    agent.waitForEvent('started', wait).then(() => 'started' as const, interrupted),
    agent.waitForEvent('exited', wait).then(() => 'not-run' as const, interrupted),
    agent.waitForEvent('fatal', wait).then(() => 'gave-up' as const, interrupted),
    running.exited.then(() => 'ended' as const),
  ];
  const ready = agent.waitForEvent('ready', { timeout: READY_MILLISECONDS, signal });
  const silent = ready.then(() => Promise.race(outcomes), interrupted);
  return Promise.race([...outcomes, silent]);
}

/** Lets the guest begin, now that somebody listens. */
export async function resume(machine: Machine): Promise<void> {
  const monitor = await QmpClient.connect({ path: machine.monitor.socket });
  await monitor.execute('cont', {});
  await monitor.close();
}
