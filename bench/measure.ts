import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One run of a whole process, as the kernel accounted for it. */
export interface Run {
  /** Infinity when it was stopped after {@link LIMIT_SECONDS}. */
  readonly seconds: number;
  /** Of all processors, in user and system mode. */
  readonly cpuSeconds: number;
  /** Peak resident memory of the largest process. */
  readonly mebibytes: number;
}

export interface Candidate {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Brings the machine back to where it was before each run; not counted. */
  readonly before?: () => void;
  /** Counted runs, where it takes minutes. */
  readonly most?: number;
}

export const LIMIT_SECONDS = 600;
const STOPPED = 124;

/** Runs a command under GNU time and `timeout`. @throws Error when it fails or GNU time is missing */
export function runOnce(candidate: Candidate): Run {
  candidate.before?.();
  const folder = mkdtempSync(path.join(tmpdir(), 'ops-bench-'));
  try {
    const report = path.join(folder, 'time');
    const args = ['-q', '-f', '%e %U %S %M', '-o', report, 'timeout', String(LIMIT_SECONDS), ...candidate.argv];
    const result = spawnSync('/usr/bin/time', args, { env: { ...process.env, ...candidate.env }, encoding: 'utf8' });
    if (result.error) throw new Error('GNU time is missing: apt-get install time', { cause: result.error });
    if (result.status !== 0 && result.status !== STOPPED) {
      throw new Error(`${candidate.argv.join(' ')}: ${result.stderr}`);
    }
    const [seconds = NaN, user = NaN, system = NaN, kibibytes = NaN] = readFileSync(report, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    const wholeSeconds = result.status === STOPPED ? Infinity : seconds;
    return { seconds: wholeSeconds, cpuSeconds: user + system, mebibytes: kibibytes / 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs commands in turn, A B C A B C ..., so that all meet the same weather. The first of several turns is not counted. */
export function runInTurn(candidates: readonly Candidate[], times: number): Run[][] {
  const runs: Run[][] = candidates.map(() => []);
  for (let turn = 0; turn <= times; turn++) {
    for (const [index, candidate] of candidates.entries()) {
      const most = Math.min(candidate.most ?? times, times);
      const isWarmUp = turn === 0;
      if (isWarmUp ? most > 1 : turn <= most) {
        const run = runOnce(candidate);
        if (!isWarmUp) runs[index]?.push(run);
      }
    }
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

/** How many times the `b` runs took as long as the `a` runs of the same turns. */
export function ratios(a: readonly Run[], b: readonly Run[]): Spread {
  const pairs = b.slice(0, a.length);
  return spread(pairs.map((run, turn) => run.seconds / (a[turn]?.seconds ?? NaN)));
}

/** Minimum / median / maximum; one number where all are the same. */
export function show({ min, median, max }: Spread, digits = 2): string {
  const texts = [min, median, max].map((value) =>
    Number.isFinite(value) ? value.toFixed(digits) : `over ${LIMIT_SECONDS}`,
  );
  return new Set(texts).size === 1 ? (texts[0] ?? '') : texts.join(' / ');
}
