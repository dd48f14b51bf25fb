import assert from 'node:assert/strict';
import { parsePattern } from '../../../src/filesystem/inspect/disk-pattern.js';

describe('patterns of paths', () => {
  const matches = (pattern: string, name: string | Buffer): boolean => {
    const [part] = parsePattern(pattern);
    if (part?.kind !== 'pattern') throw new Error(`${pattern} is no pattern`);
    return part.matches(Buffer.from(name));
  };

  it('match as shells do', () => {
    const rows: [string, string, boolean][] = [
      ['*.txt', 'a.txt', true],
      ['*.txt', 'a.txt.gz', false],
      ['*.txt', '.txt', false],
      ['.*', '.txt', true],
      ['?', 'ä', true],
      ['?', 'ab', false],
      ['[a-c]x', 'bx', true],
      ['[!a-c]x', 'bx', false],
      ['[!a-c]x', 'dx', true],
      ['[z-a]x', 'bx', false],
      ['[]]x', ']x', true],
      ['[*]', '*', true],
      ['[*]', 'a', false],
      ['a[', 'a[', true],
      ['(a|b)*', '(a|b)c', true],
      ['(a|b)*', 'a', false],
      ['*\\*', 'a*', true],
      ['*\\*', 'ab', false],
      ['\\x61*', 'ab', true],
      ['a*\nb', 'a\n\nb', true],
    ];
    for (const [pattern, name, expected] of rows) assert.equal(matches(pattern, name), expected, `${pattern} ${name}`);
  });

  it('match names that are not UTF-8', () => {
    assert.ok(matches('a*', Buffer.from([0x61, 0xff])));
    assert.ok(matches('a?', Buffer.from([0x61, 0xff])));
  });

  it('are told from names', () => {
    assert.deepEqual(
      parsePattern('/a\\*b/./**/c?').map(({ kind }) => kind),
      ['name', 'any-depth', 'pattern'],
    );
    const [name] = parsePattern('a\\*b');
    assert.deepEqual(name, { kind: 'name', name: Buffer.from('a*b') });
  });
});
