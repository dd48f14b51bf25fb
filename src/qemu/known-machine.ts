import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from '../io/process-identity.js';
import type { KillOptions, RunningMachine } from './running-machine.js';

const POLL_MILLISECONDS = 20;
const FORCE_AFTER = 5_000;

/** A machine that another command started: no more than its end can be seen, not how it ended. */
export type KnownMachine = Pick<RunningMachine, 'pid'> & {
  /** Resolves when it has ended, or to false after so many milliseconds. */
  ended(timeout: number): Promise<boolean>;
  kill(options?: KillOptions): Promise<void>;
};

export function knownMachine(identity: ProcessIdentity): KnownMachine {
  const { pid } = identity;
  const ended = async (timeout: number): Promise<boolean> => {
    for (const end = performance.now() + timeout; isRunning(identity);) {
      if (performance.now() >= end) return false;
      await delay(POLL_MILLISECONDS);
    }
    return true;
  };
  return {
    pid,
    ended,
    async kill({ forceAfter = FORCE_AFTER } = {}) {
      if (forceAfter > 0) send(identity, 'SIGTERM');
      if (await ended(forceAfter)) return;
      send(identity, 'SIGKILL');
      await ended(FORCE_AFTER);
    },
  };
}

/** Looks once more right before: the number may be another process's by now. */
function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
