import { once } from 'node:events';
import { connect } from 'node:net';
import { throwIfAborted } from '../core/abort.js';
import { OpsError } from '../core/errors.js';
import { AgentClient } from '../guests/linux/agent/agent-client.js';
import type { AgentEvent } from '../guests/linux/agent/agent-protocol.js';
import { startMachine, type AttachedMachine } from '../qemu/machine-process.js';
import type { Machine } from '../qemu/machine.js';
import type { Environment, QemuBinary } from '../qemu/qemu-binary.js';
import { QmpClient } from '../qemu/qmp/client.js';
import { ConsoleSplitter, feedConsole, type GuestConsole } from './guest-console.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';

/** How the program in a guest ended. */
export interface GuestOutcome {
  /** The program's; 128 and the number of the signal that killed it. */
  readonly exitCode: number;
  readonly signal: number | null;
  /** From the start of the machine to its end. */
  readonly milliseconds: number;
}

export interface RunGuestRequest {
  /** Paused. */
  readonly machine: Machine;
  readonly record: InstanceRecord;
  readonly instances: InstanceStore;
  readonly qemu: QemuBinary;
  readonly env: Environment;
  /** What the guest's init marks the program's output with. */
  readonly consoleSecret: string;
  readonly console: GuestConsole;
  /** Aborted: the guest is asked to stop. */
  readonly signal?: AbortSignal | undefined;
}

/** How long the program has to end after SIGTERM, before the guest kills it. */
const STOP_SECONDS = 10;
/** The rest of the guest's end: unmounting and powering off. */
const STOP_GRACE_MILLISECONDS = 20_000;
/** Until init speaks. Emulated on a busy machine that may take ten seconds; a kernel that hangs never gets there. */
const BOOT_MILLISECONDS = 120_000;
const SHOWN_LINES = 12;

/** Starts a machine and stays with it until the guest has powered off. @throws OpsError `guest-*`, and of `startMachine` */
export async function runGuest(request: RunGuestRequest): Promise<GuestOutcome> {
  const { machine, record, qemu, env, signal } = request;
  const started = performance.now();
  const running = await startMachine(machine, { qemu, env, signal });
  const console = new ConsoleSplitter(request.consoleSecret, request.console);
  const events: AgentEvent[] = [];
  try {
    request.instances.update({ ...record, machine: running.identity ?? null });
    const shown = console.follow(running.console);
    await using agent = await connectAgent(machine, (event) => {
      events.push(event);
      if (event.type === 'started') feedConsole(request.console.input, running.stdin);
    });
    const hasSpoken = (): boolean => events.length > 0;
    using stopping = stopOnAbort(agent, running, hasSpoken, signal);
    const ready = agent.waitForEvent('ready', { timeout: BOOT_MILLISECONDS });
    await resume(machine);
    await endOf(running, ready);
    stopping[Symbol.dispose]();
    await Promise.all([shown, agent.closed]);
  } finally {
    await running.kill({ forceAfter: 0 });
    (request.console.input as { unpipe?: () => void }).unpipe?.();
  }
  const outcome = outcomeOf(events, console, (await running.exited).stderrTail, signal);
  return { ...outcome, milliseconds: performance.now() - started };
}

/** Waits for the end of a machine whose init must have spoken in time. */
async function endOf(running: AttachedMachine, ready: Promise<unknown>): Promise<void> {
  const hung = ready.then(
    () => running.exited,
    () => running.kill({ forceAfter: 0 }),
  );
  await Promise.race([running.exited, hung]);
}

async function connectAgent(machine: Machine, onEvent: (event: AgentEvent) => void): Promise<AgentClient> {
  const socket = connect(machine.agentSocket ?? '');
  try {
    await once(socket, 'connect');
  } catch (cause) {
    throw new OpsError('qemu-failed', 'the line to the guest could not be opened', { cause });
  }
  return new AgentClient(socket, onEvent);
}

/** Lets the guest begin, now that somebody listens. */
async function resume(machine: Machine): Promise<void> {
  const monitor = await QmpClient.connect({ path: machine.monitor.socket });
  await monitor.execute('cont', {});
  await monitor.close();
}

/**
 * Asks the guest to stop when the signal is aborted; a guest that does not is killed in the end. One whose init has not
 * spoken yet cannot hear, and has nothing to lose.
 */
function stopOnAbort(
  agent: AgentClient,
  running: AttachedMachine,
  hasSpoken: () => boolean,
  signal: AbortSignal | undefined,
): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    const kill = (): void => void running.kill();
    if (!hasSpoken()) {
      kill();
      return;
    }
    timer = setTimeout(kill, STOP_SECONDS * 1000 + STOP_GRACE_MILLISECONDS);
    agent.request('stop', [STOP_SECONDS], { timeout: STOP_SECONDS * 1000 }).catch(kill);
  };
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    },
  };
}

type Ending = Omit<GuestOutcome, 'milliseconds'>;

function outcomeOf(
  events: readonly AgentEvent[],
  console: ConsoleSplitter,
  stderrTail: string,
  signal: AbortSignal | undefined,
): Ending {
  for (const event of events) {
    if (event.type === 'exited' && event.by === 'code') return { exitCode: event.value, signal: null };
    if (event.type === 'exited') return { exitCode: 128 + event.value, signal: event.value };
    if (event.type === 'fatal') throw fatal(event, events);
  }
  throwIfAborted(signal);
  const said = [console.tail(SHOWN_LINES), stderrTail].filter((text) => text !== '').join('\n');
  const when = events.some(({ type }) => type === 'started') ? 'while the program ran' : 'before the program started';
  throw new OpsError('guest-boot-failed', `the guest ended ${when}`, {
    hint: said === '' ? 'see what the kernel says: run it again with -v' : `its last lines:\n${said}`,
    details: { console: said },
  });
}

function fatal(event: Extract<AgentEvent, { type: 'fatal' }>, events: readonly AgentEvent[]): OpsError {
  const failed = events.find((other) => other.type === 'mount-failed');
  if (failed === undefined) return new OpsError('guest-boot-failed', `the guest gave up: ${event.what}: ${event.text}`);
  return new OpsError('guest-mount-failed', `the guest could not mount ${failed.path}: ${failed.text}`, {
    hint: 'see what is in it: ops volume list',
    details: { path: failed.path, errno: failed.errno },
  });
}
