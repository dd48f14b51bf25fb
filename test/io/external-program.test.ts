import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, openSync, symlinkSync, writeFileSync, closeSync } from 'node:fs';
import type { OpsError } from '../../src/core/errors.js';
import { findProgram, runProgram, runProgramSync, spawnProgramSync } from '../../src/io/external-program.js';
import { opsError } from './ops-error.js';
import { useTemporaryDirectory } from './temporary-directory.js';

const NODE = { name: process.execPath, package: 'nodejs' };
const ABSENT = { name: 'no-such-program-here', package: 'its-package' };
const script = (text: string, ...args: string[]): string[] => ['-e', text, '--', ...args];

describe('io/external-program', () => {
  const at = useTemporaryDirectory();

  it('finds the first executable file on the path', () => {
    for (const directory of ['a', 'b', 'c']) mkdirSync(at(directory));
    writeFileSync(at('a/tool'), 'not executable');
    mkdirSync(at('b/tool'));
    writeFileSync(at('c/tool'), '#!/bin/sh\n');
    chmodSync(at('c/tool'), 0o755);
    symlinkSync(at('c/tool'), at('c/link'));
    const searchPath = ['', at('missing'), at('a'), at('b'), at('c')].join(':');
    assert.equal(findProgram('tool', searchPath), at('c/tool'));
    assert.equal(findProgram('link', searchPath), at('c/link'));
    assert.equal(findProgram('other', searchPath), undefined);
    assert.equal(findProgram('tool', ''), undefined);
    assert.equal(findProgram(at('c/tool'), ''), at('c/tool'));
    assert.equal(findProgram(at('a/tool'), ''), undefined);
  });

  const runs = {
    sync: (...[program, args, options]: Parameters<typeof runProgramSync>) =>
      Promise.resolve().then(() => runProgramSync(program, args, options)),
    async: runProgram,
  };
  for (const [kind, run] of Object.entries(runs)) {
    describe(kind, () => {
      it('gives the arguments as they are, and standard output back', async () => {
        const args = ['a b', '$HOME', '"; true', '', 'é'];
        const said = await run(NODE, script('console.log(JSON.stringify(process.argv.slice(1)))', ...args));
        assert.deepEqual(JSON.parse(said), args);
      });

      it('gives input, environment, folder and descriptors', async () => {
        writeFileSync(at('extra'), 'from 3');
        const fd = openSync(at('extra'), 'r');
        const program = `
          const { readFileSync } = require('node:fs');
          console.log([readFileSync(0), process.env.COLOUR, process.cwd(), readFileSync(3)].join('|'));`;
        const options = { input: 'typed', env: { COLOUR: 'red' }, cwd: at('.'), descriptors: [fd] };
        assert.equal(
          (await run(NODE, script(program), options)).trim(),
          `typed|red|${at('.').replace(/\/$/, '')}|from 3`,
        );
        closeSync(fd);
      });

      it('names the package of what is missing', async () => {
        await assert.rejects(run(ABSENT, [], { env: { PATH: at('.') } }), (error) => {
          opsError('tool-missing', 'no-such-program-here')(error);
          assert.equal((error as OpsError).hint, 'apt-get install its-package');
          return true;
        });
        await assert.rejects(run(NODE, [], { cwd: at('missing') }), opsError('host-file', 'cannot start'));
      });

      it('tells the last words of what failed, and its arguments', async () => {
        const failing = script('console.error("first"); console.error("no such disk"); process.exit(3)');
        await assert.rejects(run(NODE, failing), (error) => {
          opsError('tool-failed', 'no such disk', 'exit code 3')(error);
          const { argv, exit, output } = (error as OpsError).details;
          assert.deepEqual(
            { argv, exit, output },
            { argv: [NODE.name, ...failing], exit: 3, output: 'first\nno such disk' },
          );
          return true;
        });
        const killed = script('process.kill(process.pid, "SIGKILL")');
        await assert.rejects(run(NODE, killed), opsError('tool-failed', 'killed by SIGKILL'));
      });
    });
  }

  it('gives the exit code where that is the answer', () => {
    assert.equal(spawnProgramSync(NODE, script('process.exit(7)')).status, 7);
  });

  it('kills the program when it is interrupted', async () => {
    const running = runProgram(NODE, script('setInterval(() => {}, 1000)'), { signal: AbortSignal.timeout(200) });
    await assert.rejects(running, opsError('interrupted'));
  });
});
