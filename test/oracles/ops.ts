import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InstanceRecord } from '../../src/instances/instance-record.js';
import { isRunning } from '../../src/io/process-identity.js';
import { compileFixture } from './compile.js';
import { sharedKernelHome } from './kernel.js';
import { OpsProcess, type Ended } from './ops-process.js';

const INSTALL_TIMEOUT = 180_000;
const END_TIMEOUT = 10_000;

/** A folder with a home of its own in it, and the real command line working there. */
export class OpsWorkshop {
  #folder = '';
  readonly #processes: OpsProcess[] = [];

  get folder(): string {
    return this.#folder;
  }

  async open(): Promise<void> {
    this.#folder = mkdtempSync(path.join(tmpdir(), 'ops-guest-'));
    mkdirSync(this.file('home'));
    symlinkSync(path.join(await sharedKernelHome(), 'kernels'), this.file('home/kernels'));
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): string {
    mkdirSync(path.dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), content);
    return this.file(name);
  }

  /** A static program of `fixtures/programs`. */
  program(name: string): string {
    return existsSync(this.file(name)) ? this.file(name) : compileFixture(name, this.folder);
  }

  /** Starts an `ops` in the folder, with nothing but the home in its environment. Its standard input stays open. */
  start(...argv: readonly string[]): OpsProcess {
    const env = { PATH: process.env['PATH'], HOME: this.folder, OPS_HOME: this.file('home') };
    const started = new OpsProcess(argv, env, this.folder);
    this.#processes.push(started);
    return started;
  }

  /** Runs an `ops` to its end, without input. */
  async run(...argv: readonly string[]): Promise<Ended> {
    const started = this.start(...argv);
    started.stdin.end();
    return started.ended;
  }

  /** Runs an `ops` that must end well. @returns its standard output */
  async ok(...argv: readonly string[]): Promise<string> {
    const started = this.start(...argv);
    started.stdin.end();
    return (await started.expect(0)).stdout.toString();
  }

  /** Starts `take-steps` in a guest. @param flags of `ops run` */
  startSteps(flags: readonly string[], steps: readonly string[]): OpsProcess {
    return this.start('run', '--no-accel', this.program('take-steps'), ...flags, '--', ...steps);
  }

  /** Runs `take-steps` in a guest to its end. @returns the lines it printed */
  async steps(flags: readonly string[], steps: readonly string[]): Promise<string[]> {
    const started = this.startSteps(flags, steps);
    started.stdin.end();
    return linesOf(await started.expect(0));
  }

  /** @returns the file of a new volume */
  async createVolume(name: string, ...flags: readonly string[]): Promise<string> {
    const made = JSON.parse(await this.ok('volume', 'create', name, '-j', ...flags)) as { location: string };
    return made.location;
  }

  /** The records of all instances, those of killed commands included. */
  instances(): InstanceRecord[] {
    const folder = this.file('home/instances');
    const ids = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+$/.test(name)) : [];
    return ids.map((id) => JSON.parse(readFileSync(path.join(folder, id, 'instance.json'), 'utf8')) as InstanceRecord);
  }

  /** Ends what a test that failed left running. */
  async endAll(): Promise<void> {
    const left = this.#processes.splice(0).filter(({ hasEnded }) => !hasEnded);
    for (const { machine } of this.instances()) {
      if (machine !== null && isRunning(machine)) process.kill(machine.pid, 'SIGKILL');
    }
    for (const started of left) started.kill('SIGKILL');
    await Promise.all(left.map(({ ended }) => ended));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Gives the suite that calls this a workshop. After each test that passes, no instance may be left. */
export function useOps(): OpsWorkshop {
  const workshop = new OpsWorkshop();
  before(async function () {
    this.timeout(INSTALL_TIMEOUT);
    await workshop.open();
  });
  afterEach(async function () {
    const left = workshop.instances();
    await workshop.endAll();
    if (this.currentTest?.state === 'passed') assert.deepEqual(left, []);
  });
  after(() => {
    workshop.close();
  });
  return workshop;
}

export function linesOf({ stdout }: Ended): string[] {
  return stdout.toString().trimEnd().split('\n');
}

/** Waits until `condition` holds. @param what is waited for, for the failure */
export async function eventually(what: string, condition: () => boolean): Promise<void> {
  for (const end = Date.now() + END_TIMEOUT; Date.now() < end;) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`${what}: not in ${END_TIMEOUT} ms`);
}
