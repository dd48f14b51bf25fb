import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import { hostError, isSystemError } from './host-errors.js';

/** A program of this machine that we start. */
export interface ExternalProgram {
  /** A name to find on the PATH, or a path. */
  readonly name: string;
  /** The Debian package that brings it. */
  readonly package: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Goes to standard input, which is empty otherwise. */
  readonly input?: string | Uint8Array;
  /** Open files that the program gets as descriptors 3, 4, ... */
  readonly descriptors?: readonly number[];
}

const OUTPUT_LIMIT = 256 * 1024 * 1024;

/**
 * The first executable file called `name` in the folders of `searchPath` (the form of `$PATH`); a name with a `/` in
 * it is taken as the path that it is.
 */
export function findProgram(name: string, searchPath: string): string | undefined {
  if (name.includes('/')) return isExecutable(name) ? name : undefined;
  return searchPath
    .split(path.delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
}

/** The error for a program that is not there. */
export function toolMissing(program: ExternalProgram): OpsError {
  return new OpsError('tool-missing', `${program.name}: not found on this machine`, {
    hint: `apt-get install ${program.package}`,
    details: { tool: program.name, package: program.package },
  });
}

/**
 * Runs a program to its end and gives what it wrote to standard output. No shell is involved. This blocks: for
 * programs that take milliseconds.
 *
 * @throws OpsError `tool-missing`, or `tool-failed` with the arguments and the output in its details
 */
export function runProgramSync(program: ExternalProgram, args: readonly string[], options: RunOptions = {}): string {
  const { stdout, ...ended } = spawnProgramSync(program, args, options);
  if (ended.status !== 0) throw toolFailed(program, args, { ...ended, stdout });
  return stdout;
}

/** The same, where the exit code is the answer. */
export function spawnProgramSync(
  program: ExternalProgram,
  args: readonly string[],
  options: RunOptions = {},
): SpawnSyncReturns<string> {
  const { cwd, env, input } = options;
  const ended = spawnSync(program.name, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(options.descriptors ?? [])],
    encoding: 'utf8',
    maxBuffer: OUTPUT_LIMIT,
    ...(input !== undefined && { input }),
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
  });
  if (ended.error) throw startError(ended.error, program, cwd);
  return ended;
}

/** {@link runProgramSync} without blocking; `signal` kills the program and throws `interrupted`. */
export async function runProgram(
  program: ExternalProgram,
  args: readonly string[],
  options: RunOptions & { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const ended = await spawnProgram(program, args, options);
  if (ended.status !== 0) throw toolFailed(program, args, ended);
  return ended.stdout;
}

export interface EndedProgram {
  /** The exit code, or null after a signal. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The same, where the exit code is the answer. */
export async function spawnProgram(
  program: ExternalProgram,
  args: readonly string[],
  options: RunOptions & { readonly signal?: AbortSignal } = {},
): Promise<EndedProgram> {
  const { cwd, env, input, signal: abort } = options;
  // Loaded when something is run: it takes as long as the rest of a command that runs nothing.
  const { execa } = await import('execa');
  // Its types know the descriptors 3 to 9; it takes any.
  const descriptors = (options.descriptors ?? []) as readonly 3[];
  const ended = await execa(program.name, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...descriptors],
    reject: false,
    stripFinalNewline: false,
    maxBuffer: OUTPUT_LIMIT,
    killSignal: 'SIGKILL',
    ...(input !== undefined && { input }),
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env, extendEnv: false }),
    ...(abort && { cancelSignal: abort }),
  });
  if (ended.isCanceled) throw new OpsError('interrupted', 'interrupted', { cause: ended.cause });
  if (ended.exitCode === undefined && ended.signal === undefined) throw startError(ended.cause, program, cwd);
  return {
    status: ended.exitCode ?? null,
    signal: ended.signal ?? null,
    stdout: ended.stdout,
    stderr: ended.stderr,
  };
}

function toolFailed(program: ExternalProgram, args: readonly string[], ended: EndedProgram): OpsError {
  const output = (ended.stderr.trim() || ended.stdout.trim()).slice(-4096);
  const end = ended.signal === null ? `exit code ${String(ended.status)}` : `killed by ${ended.signal}`;
  return new OpsError('tool-failed', `${program.name}: ${output.split('\n').at(-1) ?? ''} (${end})`, {
    details: { tool: program.name, argv: [program.name, ...args], exit: ended.status, signal: ended.signal, output },
  });
}

function startError(error: unknown, program: ExternalProgram, cwd: string | undefined): Error {
  // A folder of the PATH that may not be searched makes a missing program EACCES.
  const denied = isSystemError(error, 'EACCES') && !program.name.includes('/');
  // A working folder that does not exist gives ENOENT, too.
  const absent = isSystemError(error, 'ENOENT') && (cwd === undefined || isDirectory(cwd));
  return denied || absent ? toolMissing(program) : hostError(error, program.name, 'start');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isDirectory(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
