import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { OpsError } from '../core/errors.js';
import { findProgram } from '../io/external-program.js';
import type { Environment } from './qemu-binary.js';

/**
 * Runs a program in a session of its own, where Ctrl-C at our terminal does not reach it, and with a umask under which
 * the sockets it makes are for this user alone. The umask is the whole process's for the length of one system call,
 * which is why this cannot be done in a worker thread. Messages are in English, for `start-failure.ts`.
 *
 * @throws OpsError `qemu-failed` when the program cannot be run
 */
export async function spawnPrivate(
  argv: readonly string[],
  env: Environment,
  stdio: StdioOptions,
): Promise<ChildProcess> {
  const [file = '', ...args] = argv;
  const umask = process.umask(0o177);
  let child: ChildProcess;
  try {
    child = spawn(file, args, { stdio, detached: true, cwd: '/', env: { ...env, LC_ALL: 'C' } });
  } finally {
    process.umask(umask);
  }
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new OpsError('qemu-failed', `${file}: it could not be run`, { cause: error });
  }
  return child;
}

/**
 * `argv` changed so that the program is killed when we die, however we die: on Linux by the parent death signal
 * (PR_SET_PDEATHSIG(2const)), which an exec keeps as long as the program is not set-user-ID and has no capabilities.
 * Elsewhere nothing does that.
 *
 * The kernel sends it when the *thread* that forked ends, and Node forks on the thread that calls `spawn`: start
 * machines on the main thread. If we are killed between the fork and setpriv's call, a millisecond or two, it never
 * comes.
 *
 * @throws OpsError `tool-missing`
 */
export function dyingWithUs(argv: readonly string[], env: Environment): readonly string[] {
  if (os.platform() !== 'linux') return argv;
  const setpriv = findProgram('setpriv', env['PATH'] ?? '');
  if (setpriv === undefined) {
    throw new OpsError('tool-missing', 'setpriv is not installed', { hint: 'apt-get install util-linux' });
  }
  return [setpriv, '--pdeathsig', 'KILL', '--', ...argv];
}
