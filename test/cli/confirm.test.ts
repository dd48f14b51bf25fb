import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { askToConfirm } from '../../src/cli/confirm.js';
import { hasErrorCode } from '../../src/core/errors.js';
import { runCli } from './run-cli.js';

describe('confirm', () => {
  for (const answer of ['y\n', 'yes\n', ' YES \n']) {
    it(`goes on after ${JSON.stringify(answer)}`, async () => {
      const { code, stdout, stderr } = await runCli('volume delete a b -q', { columns: 80, answer });
      assert.deepEqual([code, stdout], [0, 'a\nb\n']);
      assert.match(stderr, /delete a, b\? \[y\/N\] /);
    });
  }

  for (const answer of ['n\n', '\n', 'yesterday\n', '']) {
    it(`does nothing after ${JSON.stringify(answer)}`, async () => {
      const { code, stdout, stderr } = await runCli('volume delete a --no-color', { columns: 80, answer });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /ops: volume delete: nothing was done: the answer was not yes\n$/);
    });
  }

  it('does not ask with -y, and not where nobody can answer', async () => {
    for (const outcome of [await runCli('volume delete a -y', { columns: 80 }), await runCli('volume delete a')]) {
      assert.deepEqual([outcome.code, outcome.stderr], [0, '']);
    }
  });

  it('can be interrupted', async () => {
    const controller = new AbortController();
    const asking = askToConfirm('sure?', {
      stdin: new PassThrough(),
      stderr: new PassThrough(),
      signal: controller.signal,
    });
    controller.abort();
    await assert.rejects(asking, (error) => hasErrorCode(error, 'interrupted'));
  });
});
