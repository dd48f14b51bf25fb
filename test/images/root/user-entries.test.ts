import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TreeEntry } from '../../../src/filesystem/entries.js';
import { userEntries, type UserContent } from '../../../src/images/root/user-entries.js';
import { ROOT, Workshop } from '../../formats/elf/samples.js';
import { materialise } from '../guest-tree.js';
import { failure } from '../program/plans.js';

describe('images/root/user-entries', () => {
  let workshop: Workshop;
  before(() => {
    workshop = new Workshop();
    for (const directory of ['a/b', 'a/empty', 'etc', 'odd[1]', 'root/opt']) {
      mkdirSync(path.join(workshop.directory, directory), { recursive: true });
    }
    for (const file of [
      'top.txt',
      'a/x.js',
      'a/.dot',
      'a/b/y.js',
      'a/b/z.css',
      'etc/own',
      'odd[1]/f.js',
      'root/opt/t',
    ]) {
      writeFileSync(path.join(workshop.directory, file), file);
    }
    symlinkSync('b', path.join(workshop.directory, 'a/link'));
  });
  after(() => {
    workshop[Symbol.dispose]();
  });

  const list = (content: Partial<UserContent>): TreeEntry[] =>
    userEntries({ parentDirectory: workshop.directory, workingDirectory: workshop.directory, ...content });
  const mapped = (content: Partial<UserContent>): Record<string, string> =>
    Object.fromEntries(
      list(content).map((entry) => {
        if (entry.kind !== 'host') assert.fail(entry.kind);
        return [entry.path, path.relative(workshop.directory, entry.hostPath)];
      }),
    );

  it('puts files and directories where their names say', () => {
    assert.deepEqual(mapped({ files: ['top.txt', './a/x.js'], dirs: ['a/b', 'a/../etc'] }), {
      '/top.txt': 'top.txt',
      '/a/x.js': 'a/x.js',
      '/a/b': 'a/b',
      '/etc': 'etc',
    });
    const below = { parentDirectory: path.join(workshop.directory, 'a') };
    assert.deepEqual(mapped({ ...below, files: ['../top.txt'], dirs: ['.'] }), { '/top.txt': 'top.txt', '/': 'a' });
  });

  it('looks for absolute names below the parent, then in the root', () => {
    assert.deepEqual(mapped({ files: ['/etc/own'] }), { '/etc/own': 'etc/own' });
    assert.deepEqual(mapped({ files: ['/opt/t'], targetRoot: 'root' }), { '/opt/t': 'root/opt/t' });
    const [entry] = list({ files: ['/etc/passwd'] });
    assert.deepEqual(entry, { path: '/etc/passwd', kind: 'host', hostPath: '/etc/passwd' });
  });

  it('says which property names what is not there', () => {
    const missing = failure('source-not-found', () => list({ files: ['top.txt', 'a/x.jss'] }));
    assert.equal(missing.message, 'Files[1]: "a/x.jss" does not exist');
    assert.equal(missing.hint, 'did you mean "a/x.js"?');
    assert.match(failure('source-not-found', () => list({ dirs: ['none'] })).message, /^Dirs\[0\]: "none"/);
    const wrong = failure('source-unsupported', () => list({ files: ['a/b'] }));
    assert.deepEqual([wrong.message, wrong.hint], ['Files[0]: "a/b" is a directory', 'name it in Dirs']);
    assert.equal(failure('source-unsupported', () => list({ dirs: ['top.txt'] })).hint, 'name it in Files');
    failure('source-unsupported', () => list({ files: ['/dev/null'] }));
  });

  it('copies arguments that are files, unless told not to', () => {
    const words = ['top.txt', './a/x.js', '--flag', 'none', 'a', '', path.join(workshop.directory, 'a/.dot')];
    assert.deepEqual(mapped({ arguments: words }), {
      '/top.txt': 'top.txt',
      '/a/x.js': 'a/x.js',
      [path.join(workshop.directory, 'a/.dot')]: 'a/.dot',
    });
    assert.deepEqual(list({ arguments: words, copyArguments: false }), []);
  });

  describe('MapDirs', () => {
    const maps = (pattern: string, target = '/srv') => mapped({ mapDirs: { [pattern]: target } });

    it('puts what matches below the target', () => {
      assert.deepEqual(maps('a/*'), {
        '/srv/.dot': 'a/.dot',
        '/srv/b/y.js': 'a/b/y.js',
        '/srv/b/z.css': 'a/b/z.css',
        '/srv/link': 'a/link',
        '/srv/x.js': 'a/x.js',
      });
    });

    it('matches a last name at every depth, as OPS does, and ** anywhere', () => {
      const scripts = { '/srv/b/y.js': 'a/b/y.js', '/srv/x.js': 'a/x.js' };
      assert.deepEqual(maps('a/*.js'), scripts);
      assert.deepEqual(maps('a/**/*.js'), scripts);
      assert.deepEqual(maps('./a/*/?.js', '/w/'), { '/w/b/y.js': 'a/b/y.js' });
      assert.deepEqual(maps(path.join(workshop.directory, 'a/b/*.css')), { '/srv/z.css': 'a/b/z.css' });
    });

    it('takes a directory or a file without a wildcard', () => {
      assert.deepEqual(maps('a/b'), { '/srv': 'a/b' });
      assert.deepEqual(maps('top.txt', '/etc/'), { '/etc/top.txt': 'top.txt' });
    });

    it('does not read wildcards in the parent', () => {
      const parentDirectory = path.join(workshop.directory, 'odd[1]');
      assert.deepEqual(mapped({ parentDirectory, mapDirs: { '*': '/srv' } }), { '/srv/f.js': 'odd[1]/f.js' });
    });

    it('refuses what matches nothing and targets that are relative', () => {
      assert.equal(failure('source-not-found', () => maps('a/*.png')).message, 'MapDirs["a/*.png"]: nothing matches');
      for (const pattern of ['none/*', 'none', 'top.txt/*']) failure('source-not-found', () => maps(pattern));
      assert.equal(failure('config-invalid', () => maps('a/*', 'srv')).hint, 'write "/srv"');
    });
  });

  it('takes the sample site whole', () => {
    using target = new Workshop();
    materialise(list({ parentDirectory: ROOT, mapDirs: { 'fixtures/site/*': '/srv' } }), target.directory);
    const entries = list({ parentDirectory: target.directory, mapDirs: { '*': '/' } });
    assert.equal(entries.length, 38);
  });
});
