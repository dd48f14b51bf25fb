import { readFileSync } from 'node:fs';
import type { ProcessIdentity } from './process-identity.js';

/** What a process has used of this machine. */
export interface ProcessUsage {
  /** Time that its threads have spent on processors. */
  readonly cpuMilliseconds: number;
  /** Since its start. */
  readonly aliveMilliseconds: number;
  /** Bytes of memory that it has at the moment. */
  readonly residentBytes: number;
}

/** Clock ticks of /proc are hundredths of a second on every architecture that we run on (USER_HZ). */
const TICK_MILLISECONDS = 10;

/** Reads what a process has used (proc(5)); `undefined` when it is gone, and where the system has no /proc. */
export function readProcessUsage({ pid, startTime }: ProcessIdentity): ProcessUsage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program stands in parentheses and may have anything in it; the field after it is the third.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (number: number): number => Number(fields[number - 3]);
    if (field(22) !== startTime) return undefined;
    const sinceBoot = Number.parseFloat(readFileSync('/proc/uptime', 'latin1')) * 1000;
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    if (resident === undefined) return undefined;
    return {
      cpuMilliseconds: (field(14) + field(15)) * TICK_MILLISECONDS,
      aliveMilliseconds: Math.max(0, sinceBoot - startTime * TICK_MILLISECONDS),
      residentBytes: Number(resident) * 1024,
    };
  } catch {
    return undefined;
  }
}
