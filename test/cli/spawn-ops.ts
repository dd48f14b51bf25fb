import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** The real program: for what only processes can show. Compiled files run from dist/test/cli. */
const OPS = path.resolve(import.meta.dirname, '../../src/cli/ops.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `ops` with a home. @param before words of a program that runs it, such as `setpriv`, and of node */
export function spawnOps(
  home: string,
  argv: readonly string[],
  before: readonly string[] = [process.execPath],
): Running {
  const [program = '', ...words] = [...before, OPS, ...argv];
  const env = { ...process.env, HOME: home, OPS_HOME: home };
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { child, ended };
}
