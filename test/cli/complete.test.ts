import assert from 'node:assert/strict';
import { completeWords } from '../../src/cli/complete.js';
import { SAMPLE_COMMANDS } from './sample-commands.js';
import { runCli } from './run-cli.js';

async function complete(line: string): Promise<string[]> {
  const context = { cwd: '/work', home: '/home/ann/.ops', env: {} };
  return (await completeWords(SAMPLE_COMMANDS, line.split(' '), context)).map(({ word }) => word);
}

describe('completeWords', () => {
  const samples: readonly (readonly [line: string, words: readonly string[]])[] = [
    ['', ['volume', 'detach', 'run', 'wait', 'crash', 'flood', 'help', 'completion']],
    ['v', ['volume']],
    ['volume ', ['create', 'list', 'detach', 'delete', 'rm']],
    ['volume de', ['detach', 'delete']],
    ['-j volume l', ['list']],
    ['help ', ['volume', 'detach', 'run', 'wait', 'crash', 'flood', 'help', 'completion']],
    ['help volume c', ['create']],
    ['volume create --s', ['--size']],
    ['volume create --no-', ['--no-color', '--no-journal']],
    ['volume create --j', ['--json']],
    ['--ver', ['--verbose']],
    ['volume create --filesystem ', ['ext4', 'tfs']],
    ['volume create --filesystem=t', ['--filesystem=tfs']],
    ['volume create a -d ', []],
    ['volume create ', []],
    ['detach ', ['web1', 'web2', 'worker']],
    ['detach web', ['web1', 'web2']],
    ['volume detach -f web1 a', ['assets', 'assets:5f0c0d3e']],
    ['volume detach web1 assets ', []],
    ['volume detach -- w', ['web1', 'web2', 'worker']],
    ['crash un', ['unforeseen']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['nothing here ', []],
  ];
  for (const [line, words] of samples) {
    it(`knows what fits after: ops ${line}|`, async () => {
      assert.deepEqual(await complete(line), words);
    });
  }

  it('is silent when a completer fails', async () => {
    assert.deepEqual(await runCli(['__complete', '--', 'volume', 'delete', '']), { code: 0, stdout: '', stderr: '' });
  });

  it('tells meanings after a tab', async () => {
    assert.equal((await runCli('__complete -- volume li')).stdout, 'list\tList volumes\n');
  });
});
