import { throwIfAborted } from '../core/abort.js';
import { startMachine, type AttachedMachine } from '../qemu/machine-process.js';
import type { QemuBinary } from '../qemu/qemu-binary.js';
import { bootGuest, type BootedGuest } from './boot-guest.js';
import type { GuestOutcome, RunGuestRequest } from './guest.js';
import { ConsoleSplitter, feedConsole } from './guest-console.js';
import { guestFailure, programEnding } from './guest-ending.js';
import { readGuestEvents } from './guest-events.js';
import { stopGuest, type StoppableMachine } from './stop-guest.js';

/** A machine with Linux to be run. */
type LinuxRun = RunGuestRequest & { readonly qemu: QemuBinary };

const SHOWN_LINES = 12;

/** Starts a machine and stays with it until the guest has powered off. @throws OpsError `guest-*`, and of `startMachine` */
export async function runGuest(request: LinuxRun): Promise<GuestOutcome> {
  const { record, instances, signal } = request;
  const started = performance.now();
  const console = new ConsoleSplitter(record.settings.consoleSecret, request.console);
  let shown = Promise.resolve();
  const booted = await instances.exclusivelyOn(record.id, () =>
    boot(request, (running) => {
      shown = console.follow(running.console);
    }),
  );
  const { running } = booted;
  try {
    if (booted.state === 'started') feedConsole(request.console.input, running.stdin);
    using stopping = stopOnAbort(request, booted);
    await running.exited;
    stopping[Symbol.dispose]();
    await shown;
  } finally {
    await running.kill({ forceAfter: 0 });
    (request.console.input as { unpipe?: () => void }).unpipe?.();
  }
  const events = readGuestEvents(instances.fileOf(record.id, 'agentLog'));
  const ending = programEnding(events);
  if (ending !== undefined) return { ...ending, milliseconds: performance.now() - started };
  if (!events.some(({ type }) => type === 'fatal')) throwIfAborted(signal);
  const { stderrTail } = await running.exited;
  throw guestFailure(events, [console.tail(SHOWN_LINES), stderrTail].filter((text) => text !== '').join('\n'));
}

async function boot(
  { machine, record, instances, qemu, env, signal }: LinuxRun,
  onStart: (running: AttachedMachine) => void,
): Promise<BootedGuest<AttachedMachine>> {
  const booted = await bootGuest({
    machine,
    record,
    instances,
    signal,
    start: async (wanted, options) => {
      const running = await startMachine(wanted, { qemu, env, signal, ...options });
      onStart(running);
      return running;
    },
  });
  if (booted.state === 'started') instances.update({ ...booted.record, started: new Date().toISOString() });
  return booted;
}

/**
 * Asks the guest to stop when the signal is aborted. One whose init has not spoken yet cannot hear, and has nothing to
 * lose.
 */
function stopOnAbort(
  { record, instances, signal }: RunGuestRequest,
  { running, state }: BootedGuest<AttachedMachine>,
): Disposable {
  const sockets = { agent: instances.fileOf(record.id, 'agent'), qmp: instances.fileOf(record.id, 'qmp') };
  const stop = (): void => {
    void (state === 'silent' ? running.kill() : stopGuest(sockets, stoppable(running)));
  };
  if (signal?.aborted || state === 'silent') stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return {
    [Symbol.dispose]: () => {
      signal?.removeEventListener('abort', stop);
    },
  };
}

export function stoppable(running: AttachedMachine): StoppableMachine {
  return {
    ended: (timeout) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(resolve, timeout, false);
      void running.exited.then(() => {
        clearTimeout(timer);
        resolve(true);
      });
      return promise;
    },
    kill: () => running.kill(),
  };
}
