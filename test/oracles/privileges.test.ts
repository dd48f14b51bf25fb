import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { itAsRoot, unprivilegedArgv } from './privileges.js';
import { useTemporaryFolder } from './temporary-folder.js';

const MODULE = new URL('privileges.js', import.meta.url).href;
const MOCHA = path.join(path.dirname(createRequire(import.meta.url).resolve('mocha/package.json')), 'bin/mocha.js');

describe('oracles/privileges', () => {
  const folder = useTemporaryFolder();

  /** Runs a suite of two tests for root, of which one fails wherever it is run. */
  function runSuite(wrap: typeof unprivilegedArgv, CI = ''): { status: number | null; output: string } {
    const suite = path.join(folder(), 'suite.mjs');
    writeFileSync(
      suite,
      `import { itAsRoot } from '${MODULE}';
      itAsRoot('makes devices', () => {});
      itAsRoot('gives away', () => { throw new Error('was run'); });`,
    );
    chmodSync(folder(), 0o755);
    const [program, ...args] = wrap([process.execPath, MOCHA, '--no-config', '--reporter', 'dot', suite]);
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, CI } });
    return { status, output: stdout + stderr };
  }

  it('are given up on request', () => {
    const [program, ...args] = unprivilegedArgv(['grep', '-E', '^Cap(Prm|Eff):', '/proc/self/status']);
    const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
    assert.match(stdout, /^CapPrm:\s*0+\nCapEff:\s*0+\n$/);
  });

  it('that are missing are told of at the end, and fail in CI', () => {
    const told = runSuite(unprivilegedArgv);
    assert.equal(told.status, 0, told.output);
    assert.match(told.output, /\nNOT RUN without root: 2 tests: makes devices; gives away\n$/);
    const failed = runSuite(unprivilegedArgv, 'true');
    assert.match(failed.output, /2 failing[^]*only root can show this/);
    assert.equal(failed.status, 2);
  });

  itAsRoot('of root make its tests run', () => {
    const { status, output } = runSuite((argv) => [...argv]);
    assert.match(output, /1 passing[^]*1 failing[^]*was run/);
    assert.doesNotMatch(output, /NOT RUN/);
    assert.equal(status, 1);
  });
});
