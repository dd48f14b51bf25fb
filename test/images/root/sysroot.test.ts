import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Sysroot } from '../../../src/images/root/sysroot.js';
import { Workshop } from '../../formats/elf/samples.js';

describe('images/root/sysroot', () => {
  let workshop: Workshop;
  let inside: string;
  before(() => {
    workshop = new Workshop();
    inside = path.join(workshop.directory, 'inside');
    mkdirSync(`${inside}/a/b`, { recursive: true });
    writeFileSync(`${inside}/a/b/file`, '');
    writeFileSync(path.join(workshop.directory, 'secret'), '');
    const links = {
      absolute: '/a/b/file',
      relative: 'a/../a/./b//file',
      up: '../../../../secret',
      chain: 'absolute',
      'a/back': '..',
      circle: 'circle',
      dangling: 'none',
    };
    for (const [name, target] of Object.entries(links)) symlinkSync(target, path.join(inside, name));
  });
  after(() => {
    workshop[Symbol.dispose]();
  });

  const find = (name: string): string | undefined => new Sysroot(inside).find(name)?.path;

  it('follows links below the root', () => {
    for (const name of ['/absolute', '/relative', '/chain', '/a/back/a/b/file', '/a/back/a/back/chain', 'a/b/file']) {
      assert.equal(find(name), '/a/b/file', name);
    }
    assert.equal(new Sysroot(inside).find('/chain')?.hostPath, `${inside}/a/b/file`);
  });

  it('stops at the root', () => {
    for (const name of ['/up', '/../secret', '/../../a/../../secret', '/a/b/../../../secret']) {
      assert.equal(find(name), undefined, name);
    }
    assert.equal(find('/../../a'), '/a');
    assert.equal(find('/'), '/');
    assert.equal(find('/a/b/..'), '/a');
  });

  it('finds nothing at ends of links that lead nowhere', () => {
    for (const name of ['/circle', '/dangling', '/none', '/a/b/file/x', '/a/b/file/..']) {
      assert.equal(find(name), undefined, name);
    }
  });

  it('follows as many links as Linux does', () => {
    symlinkSync('a/b/file', path.join(inside, 'link-1'));
    for (let count = 2; count <= 41; count++) symlinkSync(`link-${count - 1}`, path.join(inside, `link-${count}`));
    assert.equal(find('/link-40'), '/a/b/file');
    assert.equal(find('/link-41'), undefined);
    assert.throws(() => realpathSync.native(path.join(inside, 'link-41')), /ELOOP/);
  });

  it('tells files, directories and others apart', () => {
    const machine = new Sysroot();
    assert.equal(machine.find('/dev/null')?.kind, 'other');
    assert.equal(machine.find('/tmp')?.kind, 'directory');
    assert.equal((machine.find('/tmp')?.mode ?? 0) & 0o1777, 0o1777);
    assert.equal(machine.findFile('/tmp'), undefined);
    assert.deepEqual(new Sysroot(inside).list('/a'), ['b', 'back']);
    assert.deepEqual(new Sysroot(inside).list('/a/b/file'), []);
  });

  it('agrees with the kernel about this machine', () => {
    for (const name of ['/bin/sh', '/lib64/ld-linux-x86-64.so.2', '/proc/self/exe', process.execPath]) {
      const found = new Sysroot().find(name)?.path;
      assert.equal(found, realpathSync(name));
    }
  });

  it('never leaves the root, whatever the path', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      'b',
      'file',
      'up',
      'absolute',
      'chain',
      'back',
      'circle',
      'secret',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const found = new Sysroot(inside).find(`/${parts.join('/')}`);
        if (found) {
          assert.ok(found.hostPath === inside || found.hostPath.startsWith(`${inside}/`), found.hostPath);
          assert.equal(realpathSync(found.hostPath), found.hostPath);
        }
      }),
      { numRuns: 500 },
    );
  });
});
