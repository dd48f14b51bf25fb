import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasWildcard, pathPattern } from '../../src/filesystem/path-pattern.js';

describe('filesystem/path-pattern', () => {
  const cases: readonly (readonly [pattern: string, matches: string[], others: string[]])[] = [
    ['*.conf', ['a.conf', '.conf', '.a.conf'], ['a.confx', 'd/a.conf', 'aconf']],
    ['a?c', ['abc', 'a.c'], ['ac', 'a/c', 'abbc']],
    ['**/*.js', ['x.js', 'a/x.js', 'a/b/x.js'], ['x.jsx', 'xjs']],
    ['a/**', ['a/b', 'a/b/c'], ['a', 'b/a/c']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'a/bz']],
    ['**/**/z', ['z', 'a/z', 'a/b/z'], ['az']],
    ['[ab]x', ['ax', 'bx'], ['cx', 'abx']],
    ['[!ab]x', ['cx'], ['ax', 'bx']],
    ['[a-c]', ['b'], ['d', '-']],
    ['[z-a]', [], ['a', 'z', '[z-a]']],
    ['a[', ['a['], ['a']],
    ['[]-]', [']', '-'], ['[', '[]-]']],
    ['a[!b]c', ['axc'], ['abc', 'a/c']],
    [String.raw`[\]a]`, [']', 'a'], ['\\']],
    ['**', ['a', 'a/b'], ['']],
    [String.raw`\*`, ['*'], ['a', String.raw`\*`]],
    ['a+(b).$', ['a+(b).$'], ['aab']],
    ['gr\u00f6\u00dfe?', ['gr\u00f6\u00dfe\u{1f600}'], ['gr\u00f6\u00dfe']],
  ];
  for (const [pattern, matches, others] of cases) {
    it(`reads ${pattern}`, () => {
      const matcher = pathPattern(pattern);
      for (const name of matches) assert.ok(matcher.test(name), name);
      for (const name of others) assert.ok(!matcher.test(name), name);
    });
  }

  it('takes every other text for itself', () => {
    const plain = fc.string({ minLength: 1 }).filter((text) => !hasWildcard(text) && !text.includes('\\'));
    fc.assert(
      fc.property(plain, plain, (text, other) => {
        assert.ok(pathPattern(text).test(text));
        assert.equal(pathPattern(text).test(other), text === other);
      }),
      { endOnFailure: true },
    );
  });
});
