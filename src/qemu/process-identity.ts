import { readFileSync } from 'node:fs';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the boot of the host to the start of the process; `undefined` where there is no /proc. */
  readonly startTime: number | undefined;
}

/** @returns `undefined` when there is no such process, when it is a zombie, or where there is no /proc */
export function readStartTime(pid: number): number | undefined {
  const stat = readStat(pid);
  return stat === undefined || stat.state === 'Z' ? undefined : stat.startTime;
}

/** True while the very process that was identified lives. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  if (startTime !== undefined) return readStartTime(pid) === startTime;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is alive, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Fields 3 and 22 of proc_pid_stat(5). Field 2 is the program's name in parentheses, which may hold any byte. */
function readStat(pid: number): { readonly state: string; readonly startTime: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTime: Number(fields[19]) };
}
