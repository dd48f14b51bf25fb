import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { excludePatterns, parseIgnoreFile, type PathFilter } from '../../src/filesystem/ignore-patterns.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';

/** As a walk asks: nothing below a directory that is left out. */
function isLeftOut(filter: PathFilter, path: string): boolean {
  const names = path.split('/').filter((name) => name !== '');
  return names.some((_, index) => {
    const isDirectory = index < names.length - 1 || path.endsWith('/');
    return filter(names.slice(0, index + 1).join('/'), isDirectory);
  });
}

describe('filesystem/ignore-patterns', () => {
  const at = useTemporaryDirectory();

  /** Those of `paths` that git ignores. */
  function askGit(lines: string, paths: readonly string[]): string[] {
    writeFileSync(at('.gitignore'), lines);
    const input = paths.join('\0');
    const args = ['-c', 'core.quotePath=false', 'check-ignore', '--no-index', '-z', '--stdin'];
    return spawnSync('git', args, { cwd: at('.'), input, encoding: 'utf8' })
      .stdout.split('\0')
      .slice(0, -1);
  }

  const PATHS = ['a', 'b', 'a/b', 'a/b/c', 'b/a', 'c/a/b', 'ab', 'a.b', 'ü/x', 'a b', 'x ', '#a', '!a', 'a*', 'a]', '-', '\\']; // prettier-ignore
  const CASES = [
    'a', '/a', 'a/', 'a/b', '/a/b', '**/b', 'a/**', 'a/**/c', '**', '*', '?', 'a?', '*.b', '[ab]', '[!a]', '[a-b]b', '[z-a]',
    '*\n!a', '*\n!a/\n!b', 'a/*\n!a/b', '# a', '\\#a', '\\!a', 'x\\ ', 'x  ', 'a\r', '', '/', 'a\\*', 'a[]]', '[]-]', 'ü/', 'a//b', '**/a/**/b',
    'a**', '[\\]]', '*/b', '/*', '/*/', 'a/b/', '!a', 'a\n!a\na/b',
  ]; // prettier-ignore

  it('leaves out what git ignores', () => {
    execFileSync('git', ['init', '-q', at('.')]);
    for (const lines of CASES) {
      const found = PATHS.filter((path) => isLeftOut(parseIgnoreFile(lines), path));
      assert.deepEqual(found, askGit(lines, PATHS), JSON.stringify(lines));
    }
  });

  it('leaves out what git ignores, whatever the patterns', () => {
    execFileSync('git', ['init', '-q', at('.')]);
    // `**` only as a whole name: beside other characters git takes it now for one star, now for none.
    const part = fc.constantFrom('a', 'b', 'c', '*', '?', '**', '[ab]', '[!b]', 'a*', '?b', '*[a-c]', 'ab');
    const ends = fc.tuple(fc.constantFrom('', '', '!', '/'), fc.array(part, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'));
    const line = ends.map(([start, parts, end]) => start + parts.join('/') + end);
    const lines = fc.array(line, { minLength: 1, maxLength: 3 });
    const name = fc.stringMatching(/^[abc]{1,2}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
    fc.assert(fc.property(lines, fc.uniqueArray(path, { minLength: 8, maxLength: 20 }), (patterns, paths) => {
      const text = patterns.join('\n');
      assert.deepEqual(paths.filter((each) => isLeftOut(parseIgnoreFile(text), each)), askGit(text, paths), text);
    }), { numRuns: 150 });
  }); // prettier-ignore

  it('takes patterns given one by one as they are', () => {
    const filter = excludePatterns(['!a', '#b', '*.log']);
    assert.deepEqual(['a', '!a', '#b', 'x/y.log'].map((path) => isLeftOut(filter, path)), [false, true, true, true]); // prettier-ignore
  });
});
