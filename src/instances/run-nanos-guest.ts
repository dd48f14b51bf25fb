import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.js';
import { startMachine, type AttachedMachine } from '../qemu/machine-process.js';
import type { QemuBinary } from '../qemu/qemu-binary.js';
import { resume, startLocked } from './boot-guest.js';
import type { GuestOutcome, RunGuestRequest } from './guest.js';
import { untilDrained, type GuestConsole } from './guest-console.js';
import { nanosEnding, nanosFailure } from './nanos-ending.js';
import { stoppable } from './run-guest.js';
import { NANOS_STOP_SECONDS, stopGuest } from './stop-guest.js';

/**
 * While a guest boots, nobody in it hears the power button. It says something shortly before its program starts, unless
 * it was told to say nothing.
 */
const SILENT_MILLISECONDS = 5000;
const WAKING_MILLISECONDS = 1000;
const TAIL_BYTES = 4096;

/**
 * Starts a machine with Nanos and stays with it until it has ended. Its console is the program's and the kernel's
 * alike, with nothing to tell them apart: all of it is output.
 *
 * @throws OpsError `guest-boot-failed` when the machine ended otherwise than by its guest, `interrupted`, and what
 *   `startMachine` throws
 */
export async function runNanosGuest(request: RunGuestRequest & { readonly qemu: QemuBinary }): Promise<GuestOutcome> {
  const { record, instances, console, signal } = request;
  const started = performance.now();
  const running = await instances.exclusivelyOn(record.id, () => boot(request));
  const spoken = Promise.withResolvers<undefined>();
  const awake = spoken.promise.then(() => delay(WAKING_MILLISECONDS, undefined, { ref: false }));
  const shown = follow(running.console, console, spoken.resolve);
  try {
    using stopping = stopOnAbort(request, running, awake);
    await resume(request.machine);
    await running.exited;
    stopping[Symbol.dispose]();
    await shown;
  } finally {
    await running.kill({ forceAfter: 0 });
  }
  const exit = await running.exited;
  const ending = nanosEnding(exit, record);
  if (ending !== undefined) return { ...ending, milliseconds: performance.now() - started };
  throwIfAborted(signal);
  throw nanosFailure(exit, await shown);
}

/** Starts the machine, which waits to be resumed. */
async function boot({
  machine,
  record,
  instances,
  qemu,
  env,
  signal,
}: RunGuestRequest & { readonly qemu: QemuBinary }): Promise<AttachedMachine> {
  const running = await startLocked({ machine, record, instances }, (wanted, options) =>
    startMachine(wanted, { qemu, env, signal, ...options }),
  );
  instances.update({ ...record, machine: running.identity ?? null, started: new Date().toISOString() });
  return running;
}

/** Shows a console, no faster than its reader reads. @returns the last of it */
async function follow(
  stream: Readable,
  { output }: GuestConsole,
  onWord: (nothing: undefined) => void,
): Promise<string> {
  let tail = Buffer.alloc(0);
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    onWord(undefined);
    tail = Buffer.concat([tail, bytes]).subarray(-TAIL_BYTES);
    if (!output.write(bytes) && output.writable) await untilDrained(output);
  }
  return tail.toString('utf8').replaceAll('\r', '').trimEnd();
}

/**
 * Presses the power button when the signal is aborted, once the guest can hear it: SIGTERM for the program, then all is
 * written out.
 */
function stopOnAbort(
  { record, instances, signal }: RunGuestRequest,
  running: AttachedMachine,
  awake: Promise<undefined>,
): Disposable {
  const sockets = { agent: instances.fileOf(record.id, 'agent'), qmp: instances.fileOf(record.id, 'qmp') };
  const stop = async (): Promise<void> => {
    await Promise.race([awake, running.exited, delay(SILENT_MILLISECONDS, undefined, { ref: false })]);
    await stopGuest(sockets, stoppable(running), { seconds: NANOS_STOP_SECONDS });
  };
  const onAbort = (): void => void stop();
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  return {
    [Symbol.dispose]: () => {
      signal?.removeEventListener('abort', onAbort);
    },
  };
}
