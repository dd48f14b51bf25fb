import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runCli } from './run-cli.js';

async function argumentsOf(line: string | readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCli(typeof line === 'string' ? `${line} -j` : ['-j', ...line]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function usageError(line: string | readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(line);
  assert.deepEqual([code, stdout], [2, '']);
  return stderr;
}

describe('arguments of a command', () => {
  it('are typed, named in camel case, and have defaults', async () => {
    assert.deepEqual(await argumentsOf('volume create a -s 64m --dry-run --label a=1 --label b=2 --no-journal'), {
      name: 'a',
      size: 67_108_864,
      label: ['a=1', 'b=2'],
      filesystem: 'ext4',
      inodes: 1000,
      journal: false,
      dryRun: true,
      rest: [],
    });
    const { journal, dryRun, label } = await argumentsOf('volume create a');
    assert.deepEqual({ journal, dryRun, label }, { journal: true, dryRun: false, label: [] });
  });

  it('keep every name as it was typed', async () => {
    for (const name of ['007', '1e3', 'true', '-', '0x1F', '']) {
      assert.equal((await argumentsOf(['volume', 'create', name]))['name'], name);
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), async (name) => {
        assert.equal((await argumentsOf(['volume', 'create', '--', name]))['name'], name);
      }),
      { numRuns: 30 },
    );
  });

  it('let the last of two values win, so that aliases of the shell can be overridden', async () => {
    assert.equal((await argumentsOf('volume create a -s 1k --size 2k'))['size'], 2048);
  });

  it('take what follows -- where the command passes it on', async () => {
    const { program, rest, port } = await argumentsOf([
      'run',
      'app',
      '-m',
      '1g',
      '-p',
      '80',
      '--',
      '--port',
      '1',
      '--',
    ]);
    assert.deepEqual({ program, rest, port }, { program: 'app', rest: ['--port', '1', '--'], port: ['80'] });
  });

  it('leave out what is optional', async () => {
    assert.equal('program' in (await argumentsOf('run -m 1g')), false);
    assert.deepEqual(await argumentsOf('detach web1 assets'), {
      force: false,
      instance: 'web1',
      rest: [],
      volume: 'assets',
    });
  });

  const mistakes: readonly (readonly [line: string, message: string])[] = [
    ['volume create', '<name> is missing\n  ops volume create <name> [options]'],
    ['volume create a b', '"b" is one argument too many\n  ops volume create <name> [options]'],
    ['volume create a --siz 5', 'unknown option --siz\n  did you mean --size?'],
    ['volume create a --frobnicate', 'unknown option --frobnicate\n  ops volume create --help'],
    ['volume create a -Z', 'unknown option -Z\n  ops volume create --help'],
    ['volume create a --size', '--size needs a value\n  ops volume create --help'],
    ['volume create a --size=', '--size needs a value\n  ops volume create --help'],
    ['volume create a --no-dry-run', 'unknown option --no-dry-run\n  did you mean --dry-run?'],
    ['volume create a --dry-run=no', '--dry-run takes no value\n  ops volume create --help'],
    ['volume create a --inodes many', '--inodes: "many" is not a whole number'],
    ['volume create a --inodes 1.5', '--inodes: "1.5" is not a whole number'],
    ['volume create a --filesystem ext5', '--filesystem: "ext5" is not one of ext4, tfs\n  did you mean "ext4"?'],
    ['volume create a --filesystem zfs', '--filesystem: "zfs" is not one of ext4, tfs\n  did you mean "tfs"?'],
  ];
  for (const [line, message] of mistakes) {
    it(`refuse: ops ${line}`, async () => {
      assert.equal(await usageError(line), `ops: volume create: ${message}\n`);
    });
  }

  it('refuse a command without what it requires', async () => {
    assert.equal(await usageError('run app'), 'ops: run: --memory is missing\n  ops run --help\n');
    assert.equal(
      await usageError('volume delete'),
      'ops: volume delete: <volume> is missing\n  ops volume delete <volume>... [options]\n',
    );
  });
});
