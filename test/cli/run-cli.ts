import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import type { CommandTable } from '../../src/cli/command.js';
import { main } from '../../src/cli/main.js';
import { SAMPLE_COMMANDS } from './sample-commands.js';

export interface Setting {
  readonly table?: CommandTable;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: a directory that is not there. */
  readonly cwd?: string;
  /** The width of the terminal that all three streams are; without it they are pipes. */
  readonly columns?: number;
  readonly answer?: string;
  /** What writing to stdout fails with. */
  readonly stdoutFailure?: string;
  readonly signals?: EventEmitter;
  readonly forceExit?: (code: number) => void;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

class MemoryStream extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  readonly #failure: string | undefined;
  text = '';

  constructor(columns: number | undefined, failure?: string) {
    super({ decodeStrings: false });
    this.isTTY = columns !== undefined;
    this.columns = columns;
    this.#failure = failure;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: (error?: Error) => void): void {
    if (this.#failure !== undefined && chunk.length > 0) {
      done(Object.assign(new Error(`${this.#failure}: write`), { code: this.#failure }));
      return;
    }
    this.text += chunk.toString();
    done();
  }
}

/** Runs `ops` with the sample commands in this process. */
export async function runCli(line: string | readonly string[], setting: Setting = {}): Promise<Outcome> {
  const { columns, table = SAMPLE_COMMANDS, env = {}, signals = new EventEmitter() } = setting;
  const stdin = Object.assign(new PassThrough(), { isTTY: columns !== undefined });
  stdin.end(setting.answer);
  const stdout = new MemoryStream(columns, setting.stdoutFailure);
  const stderr = new MemoryStream(columns);
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const forceExit = setting.forceExit ?? (() => undefined);
  const facts = {
    argv,
    env: { HOME: '/home/ann', ...env },
    cwd: setting.cwd ?? '/work',
    platform: 'linux' as const,
    stdin,
    stdout,
    stderr,
  };
  const code = await main({ ...facts, signals, forceExit }, table);
  return { code, stdout: stdout.text, stderr: stderr.text };
}
