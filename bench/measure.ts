import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One run of a whole process, as the kernel accounted for it. */
export interface Run {
  readonly seconds: number;
  /** Peak resident memory of the largest process. */
  readonly mebibytes: number;
}

export interface Candidate {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Brings the machine back to where it was before each run; not counted. */
  readonly before?: () => void;
}

/** Runs a command under GNU time. @throws Error when it fails or GNU time is missing */
export function runOnce(candidate: Candidate): Run {
  candidate.before?.();
  const folder = mkdtempSync(path.join(tmpdir(), 'ops-bench-'));
  try {
    const report = path.join(folder, 'time');
    const args = ['-f', '%e %M', '-o', report, ...candidate.argv];
    const result = spawnSync('/usr/bin/time', args, { env: { ...process.env, ...candidate.env }, encoding: 'utf8' });
    if (result.error) throw new Error('GNU time is missing: apt-get install time', { cause: result.error });
    if (result.status !== 0) throw new Error(`${candidate.argv.join(' ')}: ${result.stderr}`);
    const [seconds = NaN, kibibytes = NaN] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
    return { seconds, mebibytes: kibibytes / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs two commands in turn, A B A B ..., so that both meet the same weather; the first of several pairs is not counted. */
export function runPaired(a: Candidate, b: Candidate, times: number): { readonly a: Run[]; readonly b: Run[] } {
  if (times > 1) {
    runOnce(a);
    runOnce(b);
  }
  const runs: { a: Run[]; b: Run[] } = { a: [], b: [] };
  for (let index = 0; index < times; index++) {
    runs.a.push(runOnce(a));
    runs.b.push(runOnce(b));
  }
  return runs;
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (index: number): number => sorted[index] ?? NaN;
  return { min: at(0), median: at(Math.floor(sorted.length / 2)), max: at(sorted.length - 1) };
}
