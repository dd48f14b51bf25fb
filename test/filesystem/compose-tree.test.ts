import assert from 'node:assert/strict';
import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { composeTree, type ComposeOptions } from '../../src/filesystem/compose-tree.js';
import type { TreeEntry } from '../../src/filesystem/entries.js';
import { HostContentSource } from '../../src/filesystem/host-content.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { chownAsRoot } from '../oracles/privileges.js';
import { describeTree, getNode, listTree } from './tree-listing.js';

const NOW = { seconds: 1_700_000_000, nanoseconds: 42 };

const bytes = (path: string, text = path, mode?: number): TreeEntry => ({
  kind: 'bytes',
  path,
  bytes: Buffer.from(text),
  ...(mode !== undefined && { mode }),
});
const symlink = (path: string, target: string): TreeEntry => ({ kind: 'symlink', path, target });
const directory = (path: string, mode?: number): TreeEntry => ({
  kind: 'directory',
  path,
  ...(mode !== undefined && { mode }),
});
const host = (path: string, hostPath: string, follow?: boolean): TreeEntry => ({
  kind: 'host',
  path,
  hostPath,
  ...(follow !== undefined && { follow }),
});

async function describeEntries(entries: TreeEntry[], options: Partial<ComposeOptions> = {}): Promise<string[]> {
  return describeTree(await composeTree(entries, { now: NOW, ...options }));
}

async function listPaths(entries: TreeEntry[]): Promise<string[]> {
  return [...listTree(await composeTree(entries, { now: NOW })).keys()].sort();
}

describe('filesystem/compose-tree', () => {
  const at = useTemporaryDirectory();

  it('makes missing parents, of root and of now', async () => {
    assert.deepEqual(await describeEntries([bytes('/etc/app/config', 'x'), directory('/tmp', 0o1777)]), [
      '/ 755 0:0', '/etc/ 755 0:0', '/etc/app/ 755 0:0', '/etc/app/config 644 0:0 1', '/tmp/ 1777 0:0',
    ]); // prettier-ignore
    const tree = await composeTree([bytes('/a/b')], { now: NOW });
    for (const node of listTree(tree).values()) assert.deepEqual([node.mtime, node.ctime, node.atime], [NOW, NOW, NOW]);
  });

  it('lets a later file replace an earlier one, and merges directories', async () => {
    const entries = [
      bytes('/a/x', 'one'),
      symlink('/a/y', 'x'),
      directory('/a', 0o700),
      bytes('/a/x', 'three', 0o600),
      bytes('/a/y', '', 0o755),
      directory('/a'),
    ];
    assert.deepEqual((await describeEntries(entries)).slice(1), ['/a/ 700 0:0', '/a/x 600 0:0 5', '/a/y 755 0:0 0']);
  });

  it('puts entries where the guest finds them, through links of the tree', async () => {
    const links = [symlink('/lib', 'usr/lib'), symlink('/usr/lib64', '/lib'), symlink('/up', '../../..//opt/./x/..')];
    const entries = [
      ...links,
      bytes('/lib/a'),
      bytes('/usr/lib64/b'),
      directory('/lib', 0o711),
      bytes('/up/c'),
      symlink('/usr/up', '/opt'),
      bytes('/usr/up/d'),
    ];
    assert.deepEqual(await describeEntries(entries), [
      '/ 755 0:0', '/lib -> usr/lib', '/opt/ 755 0:0', '/opt/c 644 0:0 5', '/opt/d 644 0:0 9', '/opt/x/ 755 0:0',
      '/up -> ../../..//opt/./x/..', '/usr/ 755 0:0', '/usr/lib/ 711 0:0', '/usr/lib/a 644 0:0 6',
      '/usr/lib/b 644 0:0 12', '/usr/lib64 -> /lib', '/usr/up -> /opt',
    ]); // prettier-ignore
  });

  it('merges a directory of this machine into links and directories of the tree', async () => {
    mkdirSync(at('rootfs/lib/deep'), { recursive: true });
    mkdirSync(at('rootfs/etc'));
    writeFileSync(at('rootfs/lib/deep/so'), 'so');
    writeFileSync(at('rootfs/etc/hosts'), 'theirs');
    chmodSync(at('rootfs/etc'), 0o750);
    const entries = [symlink('/lib', 'usr/lib'), bytes('/etc/hosts', 'mine'), bytes('/etc/passwd', 'mine')];
    assert.deepEqual(await describeEntries([...entries, host('/', at('rootfs')), bytes('/lib/deep/more', '')]), [
      '/ 755 0:0', '/etc/ 750 0:0', '/etc/hosts 644 0:0 6', '/etc/passwd 644 0:0 4', '/lib -> usr/lib',
      '/usr/ 755 0:0', '/usr/lib/ 755 0:0', '/usr/lib/deep/ 755 0:0', '/usr/lib/deep/more 644 0:0 0',
      '/usr/lib/deep/so 644 0:0 2',
    ]); // prettier-ignore
  });

  it('gives files of this machine to root, unless asked otherwise', async () => {
    writeFileSync(at('program'), 'run', { mode: 0o755 });
    chownAsRoot(at('program'), 1000, 1001);
    const { uid, gid } = lstatSync(at('program'));
    assert.notEqual(uid, 0);
    const entries = [host('/usr/bin/program', at('program'))];
    for (const [options, owner] of [
      [{}, '0:0'],
      [{ owner: { uid: 5, gid: 6 } }, '5:6'],
      [{ owner: 'host' }, `${uid}:${gid}`],
    ] as const) {
      assert.equal((await describeEntries(entries, options)).at(-1), `/usr/bin/program 755 ${owner} 3`);
    }
  });

  it('follows a link that is a source, or keeps it', async () => {
    writeFileSync(at('libx.so.1.2'), 'elf');
    symlinkSync('libx.so.1.2', at('libx.so.1'));
    const entries = [host('/copied', at('libx.so.1')), host('/kept', at('libx.so.1'), false)];
    assert.deepEqual((await describeEntries(entries)).slice(1), ['/copied 644 0:0 3', '/kept -> libx.so.1.2']);
    const file = getNode(await composeTree(entries, { now: NOW }), '/copied', 'file');
    using source = new HostContentSource();
    const into = Buffer.alloc(3);
    source.read(file, 0, into);
    assert.equal(into.toString(), 'elf');
  });

  const REFUSED: Readonly<Record<string, [TreeEntry[], string]>> = {
    'a file below a file': [[bytes('/a'), bytes('/a/b')], '/a: is a file'],
    'a directory in place of a file': [[bytes('/a'), directory('/a')], '/a: is a file'],
    'a file in place of a directory': [[bytes('/a/b'), bytes('/a')], '/a: is a directory'],
    'a link in place of a directory': [[bytes('/lib/b'), symlink('/lib', 'usr/lib')], '/lib: is a directory'],
    'a file as the root': [[bytes('/')], 'is a directory'],
    'a file called ..': [[bytes('/a/..')], 'is a directory'],
    'links in a circle': [[symlink('/a', 'b'), symlink('/b', '/a'), bytes('/a/x')], 'in a circle'],
    'a link to itself': [[symlink('/a', 'a/a'), bytes('/a/x')], 'in a circle'],
    'links that double on every step': [
      [...Array.from({ length: 40 }, (_, i) => symlink(`/l${i + 1}`, `l${i}/../l${i}`)), bytes('/l40/x')],
      'too many',
    ],
    'a path that is not absolute': [[bytes('a/b')], 'a/b: not an absolute path'],
    'an empty path': [[bytes('')], 'not an absolute path'],
    'a NUL in a path': [[bytes('/a\0b')], 'not an absolute path'],
    'a name that is too long': [[bytes(`/${'é'.repeat(128)}`)], 'of 256 bytes'],
    'a link to nothing': [[symlink('/a', '')], 'cannot be the target'],
    'a link that is too long': [[symlink('/a', 'x'.repeat(4096))], 'cannot be the target'],
  };
  for (const [name, [entries, message]] of Object.entries(REFUSED)) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(composeTree(entries, { now: NOW }), opsError('source-unsupported', message));
    });
  }

  it('names the source that is missing', async () => {
    const missing = composeTree([host('/a', at('missing'))], { now: NOW });
    await assert.rejects(missing, opsError('source-not-found', at('missing')));
  });

  it('holds what a simple model says, and never a name twice', async () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`);
    await fc.assert(
      fc.asyncProperty(fc.array(path, { maxLength: 12 }), async (paths) => {
        const parents = (of: string): string[] =>
          of.split('/').slice(1, -1).map((_, depth) => of.split('/').slice(0, depth + 2).join('/')); // prettier-ignore
        const expected = new Set(['/', ...paths, ...paths.flatMap(parents)]);
        const clash = paths.some((of) => paths.some((other) => parents(other).includes(of)));
        const listing = listPaths(paths.map((of) => bytes(of)));
        if (clash) await assert.rejects(listing, opsError('source-unsupported'));
        else assert.deepEqual(await listing, [...expected].sort());
      }),
    );
  });

  it('finds one place inside the root, whatever links say', async () => {
    const part = fc.constantFrom('..', '.', 'a', 'b', '');
    const target = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/') || '/');
    await fc.assert(
      fc.asyncProperty(target, target, fc.array(part, { maxLength: 4 }), async (a, b, parts) => {
        const entries = [symlink('/a', a), symlink('/b', b), bytes(`/${parts.join('/')}/file`, 'x')];
        const tree = await composeTree(entries, { now: NOW }).catch(opsError('source-unsupported'));
        if (tree === true || tree === false) return;
        assert.equal([...listTree(tree).keys()].filter((path) => path.endsWith('/file')).length, 1);
      }),
    );
  });
});
