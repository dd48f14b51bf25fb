import { readFileSync } from 'node:fs';

/**
 * A process that cannot be mistaken for another one: process ids are used again, so the time of its start and the boot
 * of the machine go with it.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the boot and the start of the process; null where the system has no /proc. */
  readonly startTime: number | null;
  /** The kernel's random id of this boot; null where the system has no /proc. */
  readonly bootId: string | null;
}

/** The identity of a running process, or `undefined` when there is none with this id. */
export function findProcess(pid: number): ProcessIdentity | undefined {
  if (!isAlive(pid)) return undefined;
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return { pid, startTime: null, bootId: null };
  // The name of the program stands in parentheses and may have anything in it; field 22 is the start time (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return { pid, startTime: Number(fields[19]), bootId: readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? null };
}

/** True while the very process that `identity` describes is running. */
export function isRunning(identity: ProcessIdentity): boolean {
  const found = findProcess(identity.pid);
  return found?.startTime === identity.startTime && found.bootId === identity.bootId;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
