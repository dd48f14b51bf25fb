import assert from 'node:assert/strict';
import { resolveCommand, wordsAfter } from '../../src/cli/resolve.js';
import { hasErrorCode } from '../../src/core/errors.js';
import { SAMPLE_COMMANDS } from './sample-commands.js';

function resolve(line: string): readonly [path: string, ...words: string[]] {
  const { path, words } = resolveCommand(SAMPLE_COMMANDS, line === '' ? [] : line.split(' '));
  return [path, ...words];
}

describe('resolveCommand', () => {
  it('finds a command by its words, wherever switches stand', () => {
    assert.deepEqual(resolve('volume create a -s 1'), ['volume create', 'a', '-s', '1']);
    assert.deepEqual(resolve('-j volume -q create a'), ['volume create', '-j', '-q', 'a']);
    assert.deepEqual(resolve('run volume create'), ['run', 'volume', 'create']);
  });

  it('finds a command by its other names', () => {
    assert.deepEqual(resolve('detach web1 a'), ['volume detach', 'web1', 'a']);
    assert.deepEqual(resolve('volume rm a'), ['volume delete', 'a']);
  });

  it('shows an overview for a group, and for nothing', () => {
    assert.deepEqual(resolve(''), ['']);
    assert.deepEqual(resolve('--help -j'), ['', '--help', '-j']);
    assert.deepEqual(resolve('volume --help'), ['volume', '--help']);
    assert.deepEqual(resolve('volume -- create'), ['volume', '--', 'create']);
  });

  const mistakes: readonly (readonly [line: string, message: string, hint: string])[] = [
    ['volum list', 'unknown command "volum"', 'did you mean "ops volume"?'],
    ['detahc a b', 'unknown command "detahc"', 'did you mean "ops detach"?'],
    ['volume creat a', 'volume: unknown command "creat"', 'did you mean "ops volume create"?'],
    ['xyzzy', 'unknown command "xyzzy"', 'ops --help'],
    ['volume xyzzy', 'volume: unknown command "xyzzy"', 'ops volume --help'],
    ['constructor', 'unknown command "constructor"', 'ops --help'],
  ];
  for (const [line, message, hint] of mistakes) {
    it(`refuses: ops ${line}`, () => {
      assert.throws(
        () => resolve(line),
        (error) => hasErrorCode(error, 'usage-invalid') && error.message === message && error.hint === hint,
      );
    });
  }
});

describe('wordsAfter', () => {
  it('lists groups and commands, without hidden ones', () => {
    const words = [...wordsAfter(SAMPLE_COMMANDS, []).keys()];
    assert.deepEqual(words, ['volume', 'detach', 'run', 'wait', 'crash', 'flood', 'help', 'completion']);
    assert.deepEqual([...wordsAfter(SAMPLE_COMMANDS, ['volume']).keys()], ['create', 'list', 'detach', 'delete', 'rm']);
    assert.deepEqual([...wordsAfter(SAMPLE_COMMANDS, ['nothing']).keys()], []);
  });
});
