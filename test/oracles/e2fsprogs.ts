import { spawnSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { isRoot } from './privileges.js';
import { firstOf } from './same-lines.js';

/** The tools of e2fsprogs as judges. One that is missing throws, so that no test passes without it. */

export interface Verdict {
  readonly status: number | null;
  readonly output: string;
}

/** A guest's clock starts from whole seconds and may be ahead of ours: a volume it wrote a moment ago is of the future then. */
const CLOCK_TOLERANCE_SECONDS = 60;

function run(tool: string, args: readonly string[]): Verdict {
  const judgedAt = Math.floor(Date.now() / 1000) + CLOCK_TOLERANCE_SECONDS;
  const result = spawnSync(tool, args, {
    encoding: 'latin1',
    maxBuffer: 2 ** 30,
    env: { ...process.env, LC_ALL: 'C', E2FSCK_TIME: String(judgedAt) },
  });
  if (result.error) throw new Error(`${tool} did not run: ${result.error.message}`, { cause: result.error });
  return { status: result.status, output: result.stdout + result.stderr };
}

function runSuccessfully(tool: string, args: readonly string[]): string {
  const { status, output } = run(tool, args);
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')} ended with ${status}:\n${output}`);
  return output;
}

/** What `e2fsck -fn` says and, beside its five passes and its summary, complains of. */
export function checkImage(image: string): { readonly status: number | null; readonly complaints: readonly string[] } {
  const { status, output } = run('e2fsck', ['-fn', image]);
  const usual = /^(e2fsck \d|Pass [1-5]|.*: \d+\/\d+ files \(.*\), \d+\/\d+ blocks$|$)/;
  return { status, complaints: output.split('\n').filter((line) => !usual.test(line)) };
}

/** Throws what `e2fsck -fn` complains of. */
export function assertClean(image: string): void {
  const { status, complaints } = checkImage(image);
  if (status !== 0 || complaints.length > 0) throw new Error(`e2fsck ended with ${status}: ${firstOf(complaints)}`);
}

type Judgement = (complaints: string) => boolean;
const isEmpty: Judgement = (complaints) => complaints === '';

/** The output of one `debugfs` command, as bytes in latin1; throws what it complains of. */
export function debugfs(image: string, command: string, isUsual: Judgement = isEmpty): string {
  const args = ['-R', command, image];
  const result = spawnSync('debugfs', args, { encoding: 'latin1', maxBuffer: 2 ** 30 });
  if (result.error) throw new Error(`debugfs did not run: ${result.error.message}`, { cause: result.error });
  const complaints = result.stderr.replace(/^debugfs \d.*\n/, '');
  if (result.status !== 0 || !isUsual(complaints)) {
    throw new Error(`debugfs ${command}: ${firstOf(complaints.split('\n'))}`);
  }
  return result.stdout;
}

/** Lets `debugfs` change an image, command by command; throws what it complains of. */
export function changeWithDebugfs(image: string, commands: readonly string[]): void {
  const input = commands.map((command) => `${command}\n`).join('');
  const result = spawnSync('debugfs', ['-w', '-f', '-', image], { encoding: 'latin1', input });
  if (result.error) throw new Error(`debugfs did not run: ${result.error.message}`, { cause: result.error });
  const complaints = result.stderr.replace(/^debugfs \d.*\n/, '');
  if (result.status !== 0 || complaints !== '') throw new Error(`debugfs: ${complaints}`);
}

/** Extracts all of an image, with the owners that it has when we are root. */
export function extractAll(image: string, directory: string): void {
  debugfs(image, `rdump / ${directory}`, isRoot ? undefined : isAboutOwners);
}

/** Whether each complaint is that what was extracted, and is there, stays ours. Names may have more than one line. */
export function isAboutOwners(complaints: string): boolean {
  const [before, ...paths] = complaints.split(
    /(?:rdump|dump_file): Operation not permitted while changing ownership of /,
  );
  const isThere = (path: string) => lstatSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false }) !== undefined;
  return before === '' && paths.every((path) => path.endsWith('\n') && isThere(path.slice(0, -1)));
}

/** `<uid>:<gid>` of a directory (`.`) and all within it, by their names in latin1. */
export function listOwners(image: string, directory: string): Map<string, string> {
  const entries = debugfs(image, `ls -p ${directory}`).matchAll(/^\/\d+\/\d+\/(-?\d+)\/(-?\d+)\/([^/]+)\/\d*\/$/gm);
  // Numbers beyond 2^31 are shown as negative ones.
  return new Map(Array.from(entries, ([, uid, gid, name]) => [name!, `${Number(uid) >>> 0}:${Number(gid) >>> 0}`]));
}

/** The fields of `dumpe2fs -h` by their names. */
export function dumpFields(image: string): Map<string, string> {
  const lines = runSuccessfully('dumpe2fs', ['-h', image]).split('\n');
  return new Map(
    lines.flatMap((line) => {
      const match = /^([^:]+):\s*(.*?)\s*$/.exec(line);
      return match ? [[match[1]!, match[2]!] as const] : [];
    }),
  );
}

/** All of `dumpe2fs`, the groups included. */
export function dumpAll(image: string): string {
  return runSuccessfully('dumpe2fs', [image]);
}

export function makeReference(image: string, size: string, ...options: readonly string[]): void {
  makeFileSystem(image, size, ['-t', 'ext4', ...options]);
}

export function makeFileSystem(image: string, size: string, flags: readonly string[]): void {
  runSuccessfully('mke2fs', ['-q', '-F', ...flags, image, size]);
}

/** Lets `e2fsck` repair an image, its journal replayed. */
export function repairImage(image: string): void {
  const { status, output } = run('e2fsck', ['-fy', image]);
  if (status !== 0 && status !== 1) throw new Error(`e2fsck ended with ${status}:\n${output}`);
}

/** Grows or shrinks the file system in `image` to the size of the file. */
export function resizeImage(image: string): void {
  runSuccessfully('resize2fs', [image]);
}
