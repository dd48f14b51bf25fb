import { spawnSync } from 'node:child_process';

/** The tools of e2fsprogs as judges. One that is missing throws, so that no test passes without it. */

export interface Verdict {
  readonly status: number | null;
  readonly output: string;
}

function run(tool: string, args: readonly string[]): Verdict {
  const result = spawnSync(tool, args, {
    encoding: 'latin1',
    maxBuffer: 2 ** 30,
    env: { ...process.env, LC_ALL: 'C' },
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
  if (status !== 0 || complaints.length > 0) throw new Error(`e2fsck ended with ${status}: ${complaints.join('\n')}`);
}

/** The output of one `debugfs` command, as bytes in latin1; its banner goes to standard error and is left out. */
export function debugfs(image: string, command: string): string {
  const args = ['-R', command, image];
  const result = spawnSync('debugfs', args, { encoding: 'latin1', maxBuffer: 2 ** 30 });
  if (result.error) throw new Error(`debugfs did not run: ${result.error.message}`, { cause: result.error });
  const complaints = result.stderr.replace(/^debugfs \d.*\n/, '');
  if (result.status !== 0 || complaints !== '') throw new Error(`debugfs ${command}: ${complaints}`);
  return result.stdout;
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

export function makeReference(image: string, size: string): void {
  runSuccessfully('mke2fs', ['-q', '-F', '-t', 'ext4', image, size]);
}

/** Grows or shrinks the file system in `image` to the size of the file. */
export function resizeImage(image: string): void {
  runSuccessfully('resize2fs', [image]);
}
