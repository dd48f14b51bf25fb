import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../oracles/free-port.js';
import { sharedKernelHome } from '../oracles/kernel.js';
import { afterErasing, readWalkThrough, settled, type Command } from '../oracles/walk-through.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PAGE = path.join(ROOT, 'docs/volumes-and-instances.md');
/** Where the page says that its reader is. */
const READER = '/home/ann';
/** The ports of this machine that the page uses; the test takes free ones in their place. */
const PORTS = ['8000', '8001'];
const COLUMNS = 150;

function exchange(text: string, ports: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\b\d{4,5}\b/g, (number) => ports.get(number) ?? number);
}

describe('guest: docs/volumes-and-instances.md', function () {
  this.timeout(300_000);
  let folder = '';
  let ports: ReadonlyMap<string, string> = new Map();

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'ops-walk-'));
    const kernels = path.join(await sharedKernelHome(), 'kernels');
    cpSync(kernels, path.join(folder, '.ops/kernels'), { recursive: true });
    const bin = path.join(folder, '.bin');
    mkdirSync(bin);
    const ops = path.join(ROOT, 'dist/src/cli/ops.js');
    writeFileSync(path.join(bin, 'ops'), `#!/bin/sh\nexec '${process.execPath}' '${ops}' "$@"\n`, { mode: 0o755 });
    ports = new Map(await Promise.all(PORTS.map(async (port) => [port, String(await freePort())] as const)));
  });

  after(() => {
    run('ops instance delete $(ops instance list -q) -y');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a command of the page on a terminal of its own, and gives back what that shows. */
  function run(command: string): { readonly status: number | null; readonly shown: string } {
    const typed = exchange(command, ports);
    const line = `stty cols ${COLUMNS} -onlcr -echo; ${typed}`;
    const { status, stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: `${folder}/.bin:${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        ...{ HOME: folder, OPS_HOME: path.join(folder, '.ops'), SHELL: '/bin/sh', TERM: 'dumb' },
      },
      timeout: 60_000,
    });
    const shown = exchange(afterErasing(stdout), new Map([...ports].map(([written, free]) => [free, written])));
    return { status, shown: shown.replaceAll(folder, READER) };
  }

  function check({ line, command, shown: expected }: Command): void {
    const { status, shown } = run(command);
    assert.equal(settled(shown), settled(expected), `line ${line}: ${command}\n${shown}`);
    assert.equal(status !== 0, expected.startsWith('ops: '), `line ${line}: ${command}: exit code ${status ?? ''}`);
  }

  it('shows what happens when it is typed', () => {
    const steps = readWalkThrough(readFileSync(PAGE, 'utf8'));
    assert.ok(steps.length > 20);
    for (const step of steps) {
      if (step.kind === 'file') writeFileSync(path.join(folder, step.name), step.content);
      else check(step);
    }
  });
});
