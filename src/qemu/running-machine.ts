import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { findProcess, type ProcessIdentity } from '../io/process-identity.js';

/** How QEMU ended: with a status (see `guestStatus`), or by a signal. */
export interface MachineExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that QEMU itself wrote: warnings, or why it ended. */
  readonly stderrTail: string;
}

export interface KillOptions {
  /** Milliseconds from SIGTERM, on which QEMU flushes its disks, to SIGKILL. 0 is SIGKILL at once. Default 5000. */
  readonly forceAfter?: number;
}

export interface RunningMachine {
  readonly pid: number;
  /** Absent when it had ended already. */
  readonly identity: ProcessIdentity | undefined;
  /** Never rejects. */
  readonly exited: Promise<MachineExit>;
  /** Ends QEMU without a word to the guest. */
  kill(options?: KillOptions): Promise<MachineExit>;
}

const FORCE_AFTER = 5_000;

/** @param stderrTail gives what QEMU wrote, once it has ended */
export function watchMachine(child: ChildProcess, pid: number, stderrTail: () => Promise<string>): RunningMachine {
  const exited = waitForExit(child, stderrTail);
  return {
    pid,
    identity: findProcess(pid),
    exited,
    async kill({ forceAfter = FORCE_AFTER } = {}) {
      if (forceAfter > 0) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), forceAfter);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Not the event `close`: that waits until somebody has read the console to its end. */
async function waitForExit(child: ChildProcess, stderrTail: () => Promise<string>): Promise<MachineExit> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode, stderrTail: await stderrTail() };
}
