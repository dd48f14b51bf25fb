import { spawnSync } from 'node:child_process';

/** dosfstools and mtools as judges of FAT volumes. One that is missing throws, so that no test passes without it. */

function run(tool: string, args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const environment = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const result = spawnSync(tool, args, { encoding: 'utf8', maxBuffer: 2 ** 28, env: environment });
  if (result.error) throw new Error(`${tool} did not run: ${result.error.message}`, { cause: result.error });
  return { status: result.status, output: result.stdout + result.stderr };
}

function runSuccessfully(tool: string, args: readonly string[]): string {
  const { status, output } = run(tool, args);
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')} ended with ${status}:\n${output}`);
  return output;
}

/** Throws what `fsck.fat` finds; it says nothing but the numbers of a sound volume. */
export function assertSoundFat(image: string): void {
  const { status, output } = run('fsck.fat', ['-n', image]);
  const complaints = output
    .split('\n')
    .filter((line) => !/^(fsck\.fat .*|.*: \d+ files, \d+\/\d+ clusters|)$/.test(line));
  if (status !== 0 || complaints.length > 0) throw new Error(`fsck.fat ended with ${status}:\n${output}`);
}

/** What `fsck.fat -v` says of the layout of a volume. */
export function describeFat(image: string): string {
  return runSuccessfully('fsck.fat', ['-n', '-v', image]);
}

/** Copies all of a volume into `folder`, as mtools reads it. */
export function extractFat(image: string, folder: string): void {
  runSuccessfully('mcopy', ['-s', '-p', '-m', '-n', '-i', image, '::', folder]);
}

/** What `mdir` says of a directory. */
export function listFat(image: string, directory = '/'): string {
  return runSuccessfully('mdir', ['-a', '-i', image, `::${directory}`]);
}

/** Makes an empty volume of `kibibytes` with mkfs.fat. */
export function makeFat(image: string, kibibytes: number, ...options: readonly string[]): void {
  runSuccessfully('mkfs.fat', ['-C', ...options, image, String(kibibytes)]);
}

export function copyIntoFat(image: string, file: string, to: string): void {
  runSuccessfully('mcopy', ['-i', image, file, `::${to}`]);
}

export function makeFatFolder(image: string, folder: string): void {
  runSuccessfully('mmd', ['-i', image, `::${folder}`]);
}
