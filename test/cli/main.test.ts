import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { setImmediate as tick } from 'node:timers/promises';
import { runCli } from './run-cli.js';

describe('main', () => {
  it('prints a result on stdout and remarks on stderr', async () => {
    assert.deepEqual(await runCli('volume create assets -s 64m'), {
      code: 0,
      stdout: 'assets  5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11\n',
      stderr: '38 files, 1.2 MiB of 64 MiB, ext4, 41 ms\n',
    });
  });

  it('prints ids alone with -q, and JSON alone with -j', async () => {
    const quiet = await runCli('volume create assets -q');
    assert.deepEqual(quiet, { code: 0, stdout: '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11\n', stderr: '' });
    const json = await runCli('-j volume create assets');
    assert.equal(json.stderr, '');
    assert.equal((JSON.parse(json.stdout) as { name: string }).name, 'assets');
  });

  it('returns the exit code that a command returns', async () => {
    assert.equal((await runCli('run exits-3 -m 1g')).code, 3);
  });

  it('shows a failure that was foreseen, with what to do next', async () => {
    assert.deepEqual(await runCli('crash foreseen'), {
      code: 5,
      stdout: '',
      stderr: 'ops: crash: assets: attached to instance web1\n  ops volume detach web1 assets\n  or stop it\n',
    });
  });

  it('shows a failure as JSON on stderr with -j, with the same exit code', async () => {
    const { code, stdout, stderr } = await runCli('crash foreseen -j');
    assert.deepEqual([code, stdout], [5, '']);
    assert.deepEqual(JSON.parse(stderr), {
      error: {
        code: 'volume-in-use',
        message: 'assets: attached to instance web1',
        hint: 'ops volume detach web1 assets\nor stop it',
        instance: 'web1',
      },
    });
  });

  it('calls what nobody foresaw a mistake of ours, without a stack', async () => {
    const { code, stderr } = await runCli('crash unforeseen');
    assert.equal(code, 70);
    assert.match(stderr, /^ops: internal error: x is not a function\n {2}.*--verbose.*\n$/);
    assert.match((await runCli('crash text')).stderr, /^ops: internal error: a text\n/);
  });

  it('shows stacks and causes with --verbose, --show-debug and OPS_DEBUG', async () => {
    for (const outcome of [
      await runCli('crash unforeseen --verbose'),
      await runCli('crash unforeseen --show-debug'),
      await runCli('crash unforeseen', { env: { OPS_DEBUG: '1' } }),
    ]) {
      assert.equal(outcome.code, 70);
      assert.match(outcome.stderr, /\n {2}TypeError: x is not a function\n {6}at .*sample-commands/);
      assert.match(outcome.stderr, /\n {2}cause: Error: the one underneath\n/);
    }
  });

  it('takes the size error of the transcript', async () => {
    assert.deepEqual(await runCli('volume create assets -s 10gg'), {
      code: 2,
      stdout: '',
      stderr:
        'ops: volume create: "10gg" is not a size\n' +
        '  write a number and a unit, such as 512, 56k, 500m, 10g, 1.5t (powers of 1024)\n',
    });
  });

  it('ends quietly when the reader of stdout is gone', async () => {
    const outcome = await runCli('flood', { stdoutFailure: 'EPIPE' });
    assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
  });

  it('fails when results cannot be written', async () => {
    const outcome = await runCli('volume list', { stdoutFailure: 'ENOSPC' });
    assert.deepEqual(outcome, { code: 1, stdout: '', stderr: 'ops: volume list: standard output: ENOSPC: write\n' });
  });

  it('colours errors on a terminal only, and not against the user', async () => {
    const red = '\u001b[31mops:\u001b[39m unknown';
    assert.ok((await runCli('frob', { columns: 80 })).stderr.startsWith(red));
    for (const outcome of [
      await runCli('frob'),
      await runCli('frob --no-color', { columns: 80 }),
      await runCli('frob', { columns: 80, env: { NO_COLOR: '1' } }),
      await runCli('frob', { columns: 80, env: { TERM: 'dumb' } }),
    ]) {
      assert.ok(outcome.stderr.startsWith('ops: unknown'), outcome.stderr);
    }
  });

  it('finds the home in OPS_HOME, else below the home directory', async () => {
    assert.match((await runCli('volume list')).stdout, /\t\/home\/ann\/\.ops\/volumes\/assets/);
    assert.match(
      (await runCli('volume list', { env: { OPS_HOME: 'here' } })).stdout,
      /\t\/work\/here\/volumes\/assets/,
    );
  });

  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`lets a command clean up after ${name}, then exits with ${code}`, async () => {
      const signals = new EventEmitter();
      const running = runCli('wait', { signals });
      while (signals.listenerCount(name) === 0) await tick();
      await tick();
      signals.emit(name);
      const { stderr, ...outcome } = await running;
      assert.equal(outcome.code, code);
      assert.match(stderr, /ops: wait: interrupted\n$/);
      assert.equal(signals.listenerCount(name), 0, 'listens no more');
    });
  }

  it('leaves at once on the second signal', async () => {
    const signals = new EventEmitter();
    const left = new Promise<number>((resolve) => {
      void runCli('wait', { signals, forceExit: resolve });
    });
    while (signals.listenerCount('SIGINT') === 0) await tick();
    signals.emit('SIGINT');
    signals.emit('SIGINT');
    assert.equal(await left, 130);
  });
});
