import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';

const OPS = path.resolve(import.meta.dirname, '../../src/cli/ops.js');
const TIMEOUT = 55_000;

/** How an `ops` ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** One `ops` command line as a process of its own. What it says is collected; it is killed after 55 s. */
export class OpsProcess {
  readonly #child;
  readonly #line: string;
  readonly #watchers = new Set<() => void>();
  #stdout = Buffer.alloc(0);
  #stderr = '';
  readonly ended: Promise<Ended>;
  hasEnded = false;

  /** @param startedBy what starts the command line, for one with other rights than ours */
  constructor(
    argv: readonly string[],
    env: NodeJS.ProcessEnv,
    cwd: string,
    startedBy: (argv: readonly [string, ...string[]]) => [string, ...string[]] = (same) => [...same],
  ) {
    this.#line = ['ops', ...argv].join(' ');
    const [program, ...args] = startedBy([process.execPath, OPS, ...argv]);
    this.#child = spawn(program, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdin.on('error', () => undefined); // It need not read what it is given.
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#stdout = Buffer.concat([this.#stdout, chunk]);
      this.#tell();
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      this.#tell();
    });
    const timer = setTimeout(() => {
      this.kill('SIGKILL');
    }, TIMEOUT);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => {
        clearTimeout(timer);
        this.hasEnded = true;
        this.#tell();
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  get stdin(): NodeJS.WritableStream {
    return this.#child.stdin;
  }

  /** What the program has printed so far. */
  get output(): string {
    return this.#stdout.toString('latin1');
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until the program's output has `pattern`. @throws when the process ends without it */
  async waitFor(pattern: RegExp): Promise<void> {
    await this.#waitUntil(pattern, () => this.output);
  }

  /** Waits until `ops` itself has said `pattern`. @throws when the process ends without it */
  async waitForNote(pattern: RegExp): Promise<void> {
    await this.#waitUntil(pattern, () => this.#stderr);
  }

  async #waitUntil(pattern: RegExp, text: () => string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const found = pattern.test(text());
        if (!found && !this.hasEnded) return;
        this.#watchers.delete(look);
        if (found) resolve();
        else reject(new Error(`${this.#line} ended without ${String(pattern)}:\n${this.output}\n${this.#stderr}`));
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Waits for the end. @throws what the process said, when it ends with another code */
  async expect(code: number): Promise<Ended> {
    const ended = await this.ended;
    assert.equal(ended.code, code, `${this.#line}: ${ended.signal ?? ended.code}\n${this.output}\n${ended.stderr}`);
    return ended;
  }

  #tell(): void {
    for (const look of [...this.#watchers]) look();
  }
}
