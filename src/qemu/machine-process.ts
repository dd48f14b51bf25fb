import type { ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { throwIfAborted } from '../core/abort.js';
import { OpsError } from '../core/errors.js';
import { hostError } from '../io/host-errors.js';
import { machineArguments, type Machine } from './machine.js';
import type { Environment, QemuBinary } from './qemu-binary.js';
import { watchMachine, type RunningMachine } from './running-machine.js';
import { dyingWithUs, spawnPrivate } from './spawn-qemu.js';
import { complaints, startFailure } from './start-failure.js';
import { waitForMonitor } from './start-up.js';
import { keepTail, readTail } from './text-tail.js';

export interface StartOptions {
  readonly qemu: QemuBinary;
  readonly env: Environment;
  /** Open files that QEMU inherits, such as a lock that is to be held as long as the machine runs. */
  readonly descriptors?: readonly number[];
  /** Milliseconds until QEMU must have opened everything. Default 20000. */
  readonly timeout?: number;
  /** About starting only. */
  readonly signal?: AbortSignal | undefined;
}

/** A machine that ends with us, and whose console is ours. */
export interface AttachedMachine extends RunningMachine {
  /** What the guest writes to its first serial port; the guest waits when nobody reads it. */
  readonly console: Readable;
  /** What the guest reads from its first serial port. */
  readonly stdin: Writable;
}

export interface DetachedOptions extends StartOptions {
  /** File that QEMU's own messages are appended to. */
  readonly errorLog: string;
}

const START_TIMEOUT = 20_000;

/**
 * Starts a machine that is killed when this process ends, whichever way (see `dyingWithUs`). Resolves once QEMU has
 * opened every file and port.
 *
 * @throws OpsError `port-in-use`, `volume-in-use`, `host-file`, `host-file-denied` and, with QEMU's own words,
 *   `qemu-failed`; `qmp-timeout`, `interrupted`, `tool-missing`
 */
export async function startMachine(machine: Machine, options: StartOptions): Promise<AttachedMachine> {
  await prepare(machine, options.signal);
  const argv = dyingWithUs([options.qemu.file, ...machineArguments(machine)], options.env);
  const child = await spawnPrivate(argv, options.env, ['pipe', 'pipe', 'pipe', ...(options.descriptors ?? [])]);
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new TypeError('a child with three pipes has three streams');
  // The guest may end while we write to it.
  stdin.on('error', () => undefined);
  const tail = keepTail(stderr);
  const running = watchMachine(child, pidOf(child), async () => {
    await finished(stderr).catch(() => undefined);
    return tail();
  });
  await waitForStart(machine, running, options);
  return { ...running, console: stdout, stdin };
}

/** Starts a machine that goes on without us; its console must be a file. Otherwise as {@link startMachine}. */
export async function startDetachedMachine(machine: Machine, options: DetachedOptions): Promise<RunningMachine> {
  await prepare(machine, options.signal);
  const argv = [options.qemu.file, ...machineArguments(machine)];
  const errors = openLog(options.errorLog);
  try {
    const offset = fstatSync(errors).size;
    const child = await spawnPrivate(argv, options.env, ['ignore', 'ignore', errors, ...(options.descriptors ?? [])]);
    const running = watchMachine(child, pidOf(child), () => Promise.resolve(readTail(options.errorLog, offset)));
    await waitForStart(machine, running, options);
    child.unref();
    return {
      ...running,
      kill(kill) {
        // Its end is waited for again: without this, a process that has nothing else to do would end before.
        child.ref();
        return running.kill(kill);
      },
    };
  } finally {
    closeSync(errors);
  }
}

/** A socket left over from an earlier machine must not answer for this one. QEMU would replace it in any case. */
async function prepare(machine: Machine, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  await rm(machine.monitor.socket, { force: true }).catch((error: unknown) => {
    throw hostError(error, machine.monitor.socket, 'remove');
  });
}

function openLog(file: string): number {
  try {
    return openSync(file, 'a', 0o600);
  } catch (error) {
    throw hostError(error, file, 'open');
  }
}

/** Leaves nothing running when it throws. */
async function waitForStart(machine: Machine, running: RunningMachine, options: StartOptions): Promise<void> {
  const ended = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ended.signal]) : ended.signal;
  const end = running.exited.then((exit) => {
    ended.abort();
    return exit;
  });
  try {
    await waitForMonitor(machine.monitor.socket, options.timeout ?? START_TIMEOUT, signal);
  } catch (error) {
    if (!ended.signal.aborted) {
      await running.kill({ forceAfter: 0 });
      throw error;
    }
    const { code, signal: killer, stderrTail } = await end;
    // A guest may be done before we could ask: then QEMU has nothing to complain about.
    if (killer === null && complaints(stderrTail).length === 0) return;
    const ending = killer ?? `status ${String(code)}`;
    throw await startFailure(machine, stderrTail, new Error(`QEMU ended with ${ending}`));
  }
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new OpsError('internal', 'a process that was spawned has no number');
  return child.pid;
}
