import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, linkSync, lstatSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { MIB } from '../../src/core/size.js';
import { SparseHostFile } from '../../src/filesystem/host-file.js';
import { readHostTree, walkHostTree } from '../../src/filesystem/host-tree.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { chownAsRoot, itAsRoot, unprivilegedArgv } from '../oracles/privileges.js';
import { describeTree, getNode, listTree } from './tree-listing.js';

/** The owner of what this process creates. */
const OURS = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
const MODULE = new URL('../../src/filesystem/host-tree.js', import.meta.url).href;

describe('filesystem/host-tree', () => {
  const at = useTemporaryDirectory();
  const run = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: 'utf8' });

  function makeSmallTree(): void {
    mkdirSync(at('dir/sub'), { recursive: true });
    writeFileSync(at('dir/.env'), 'KEY=1');
    writeFileSync(at('dir/sub/file'), 'content');
  }

  it('takes the content of a directory, however its path is spelled', async () => {
    makeSmallTree();
    symlinkSync('dir', at('link'));
    const expected = ['/', '/.env', '/sub', '/sub/file'];
    const before = process.cwd();
    try {
      for (const [cwd, source] of [
        ['.', 'dir'], ['.', './dir'], ['.', 'dir//'], ['.', 'dir/.'], ['.', 'link'], ['.', 'link/'], ['.', at('dir')],
        ['dir', '.'], ['dir', './'], ['dir/sub', '..'], ['dir', '../link'],
      ] as const) {
        process.chdir(at(cwd));
        assert.deepEqual([...listTree(await readHostTree(source)).keys()].sort(), expected, `${source} in ${cwd}`);
      } // prettier-ignore
    } finally {
      process.chdir(before);
    }
  });

  it('makes a tree of a single file, under the name that was given', async () => {
    makeSmallTree();
    symlinkSync('dir/.env', at('settings'));
    const described = describeTree(await readHostTree(at('dir/.env')));
    assert.deepEqual(described, [`/ 755 ${OURS}`, `/.env 644 ${OURS} 5`]);
    const linked = getNode(await readHostTree(at('settings')), '/settings', 'file').content;
    assert.deepEqual([linked.directory, Buffer.from(linked.name).toString()], [at('dir'), '.env']);
  });

  it('keeps modes, the owner and times to the nanosecond', async () => {
    makeSmallTree();
    chmodSync(at('dir/sub/file'), 0o6751);
    chmodSync(at('dir/sub'), 0o1777);
    run('touch', '-d', '1969-12-31 23:59:58.750000001 UTC', at('dir/.env'));
    run('touch', '-d', '2106-02-08 00:00:00.123456789 UTC', at('dir/sub/file'));
    const tree = await readHostTree(at('dir'));
    assert.deepEqual(describeTree(tree).slice(2), [`/sub/ 1777 ${OURS}`, `/sub/file 6751 ${OURS} 7`]);
    assert.deepEqual(getNode(tree, '/.env', 'file').mtime, { seconds: -2, nanoseconds: 750_000_001 });
    assert.deepEqual(getNode(tree, '/sub/file', 'file').atime, { seconds: 4_295_030_400, nanoseconds: 123_456_789 });
    const { ctimeNs } = lstatSync(at('dir/.env'), { bigint: true });
    const { seconds, nanoseconds } = getNode(tree, '/.env', 'file').ctime;
    assert.equal(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds), ctimeNs);
  });

  itAsRoot('keeps foreign owners, whose numbers have 32 bits', async () => {
    makeSmallTree();
    chownAsRoot(at('dir/sub'), 4_000_000_000, 70_000);
    const tree = await readHostTree(at('dir'));
    assert.deepEqual(describeTree(tree).slice(2), ['/sub/ 755 4000000000:70000', '/sub/file 644 0:0 7']);
  });

  it('gives all to one owner, and clamps times, when asked', async () => {
    makeSmallTree();
    chownAsRoot(at('dir/.env'), 1000, 1000);
    run('touch', '-d', '@1000', at('dir/.env'));
    const latestTime = { seconds: 2000, nanoseconds: 5 };
    const tree = await readHostTree(at('dir'), { owner: { uid: 7, gid: 8 }, latestTime });
    for (const node of listTree(tree).values()) assert.deepEqual([node.uid, node.gid], [7, 8]);
    const { atime, mtime, ctime } = getNode(tree, '/.env', 'file');
    for (const time of [atime, mtime, ctime]) assert.deepEqual(time, { seconds: 1000, nanoseconds: 0 });
    assert.deepEqual(getNode(tree, '/sub/file', 'file').ctime, latestTime);
  });

  it('knows every type of file that a user makes, and opens none', async () => {
    mkdirSync(at('dir'));
    run('mkfifo', at('dir/fifo'));
    symlinkSync('/nowhere/at all', at('dir/dangling'));
    symlinkSync('.', at('dir/loop'));
    const server = createServer().listen(at('dir/socket'));
    const tree = await readHostTree(at('dir'));
    server.close();
    assert.deepEqual([...listTree(tree).values()].map((node) => node.kind), [
      'directory', 'symlink', 'fifo', 'symlink', 'socket',
    ]); // prettier-ignore
    assert.equal(Buffer.from(getNode(tree, '/dangling', 'symlink').target).toString(), '/nowhere/at all');
  });

  itAsRoot('knows device nodes by their numbers', async () => {
    mkdirSync(at('dir'));
    run('mknod', at('dir/char'), 'c', '4095', '1048575');
    run('mknod', at('dir/block'), 'b', '7', '300');
    const tree = await readHostTree(at('dir'));
    const { major, minor } = getNode(tree, '/char', 'character-device');
    assert.deepEqual([major, minor], [4095, 1_048_575]);
    assert.equal(getNode(tree, '/block', 'block-device').minor, 300);
  });

  it('makes one node of hard links, also of links that are not files', async () => {
    mkdirSync(at('dir/sub'), { recursive: true });
    writeFileSync(at('dir/a'), 'shared');
    linkSync(at('dir/a'), at('dir/sub/b'));
    run('mkfifo', at('dir/fifo'));
    linkSync(at('dir/fifo'), at('dir/fifo2'));
    writeFileSync(at('dir/alone'), 'shared');
    linkSync(at('dir/alone'), at('outside'));
    const nodes = listTree(await readHostTree(at('dir')));
    assert.equal(nodes.get('/a'), nodes.get('/sub/b'));
    assert.equal(nodes.get('/fifo'), nodes.get('/fifo2'));
    assert.notEqual(nodes.get('/a'), nodes.get('/alone'));
  });

  it('keeps names and targets that are not UTF-8, sorted by bytes', async () => {
    mkdirSync(at('dir'));
    const names = ['ff', 'c3a9', '61', 'efbc81', '41', 'f09f9880', 'e9'].map((hex) => Buffer.from(hex, 'hex'));
    for (const name of names) mkdirSync(Buffer.concat([Buffer.from(at('dir/')), name]));
    symlinkSync(Buffer.of(0xfe, 0x80), Buffer.concat([Buffer.from(at('dir/')), Buffer.of(0xff), Buffer.from('/link')]));
    const tree = await readHostTree(at('dir'));
    const found = tree.entries.map(({ name }) => Buffer.from(name).toString('hex'));
    assert.deepEqual(found, names.map((name) => name.toString('hex')).sort());
    assert.deepEqual(Buffer.from(getNode(tree, '/\u00ff/link', 'symlink').target), Buffer.of(0xfe, 0x80));
  });

  it('knows the holes of sparse files', async () => {
    mkdirSync(at('dir'));
    for (const [name, size] of [
      ['small', MIB],
      ['large', 100 * MIB],
    ] as const) {
      writeFileSync(at('dir', name), 'start');
      truncateSync(at('dir', name), size);
    }
    writeFileSync(at('dir/full'), 'x'.repeat(5000));
    const tree = await readHostTree(at('dir'));
    for (const name of ['/small', '/large']) {
      const node = getNode(tree, name, 'file');
      assert.ok(node instanceof SparseHostFile);
      assert.deepEqual(node.data, [{ start: 0, length: 4096 }]);
    }
    assert.ok(!('data' in getNode(tree, '/full', 'file')));
  });

  it('says what is not there and what is no source', async () => {
    writeFileSync(at('file'), '');
    symlinkSync('gone', at('dangling'));
    symlinkSync('circle', at('circle'));
    run('mkfifo', at('fifo'));
    for (const name of ['missing', 'dangling', 'circle', 'file/below']) {
      await assert.rejects(readHostTree(at(name)), opsError('source-not-found', at(name)));
    }
    await assert.rejects(readHostTree(''), opsError('source-not-found'));
    await assert.rejects(readHostTree(at('fifo')), opsError('source-unsupported', at('fifo')));
  });

  it('names the directory or file that may not be read, before anything is', () => {
    chmodSync(at('.'), 0o755);
    const script = `
      import { readHostTree } from '${MODULE}';
      const name = process.argv[1];
      await readHostTree(name).catch((error) => console.log(error.code + ' ' + error.message));`;
    const read = (): string => {
      const node = unprivilegedArgv([process.execPath, '--input-type=module', '-e', script, at('dir')]);
      return spawnSync(node[0], node.slice(1), { encoding: 'utf8' }).stdout.trim();
    };
    mkdirSync(at('dir/sub'), { recursive: true });
    assert.equal(read(), '');
    writeFileSync(at('dir/sub/secret'), 'x', { mode: 0o000 });
    assert.equal(read(), `source-unreadable ${at('dir/sub/secret')}: cannot read: permission denied`);
    chmodSync(at('dir/sub'), 0o311);
    assert.equal(read(), `source-unreadable ${at('dir/sub')}: cannot list: permission denied`);
    chmodSync(at('dir'), 0o300);
    assert.equal(read(), `source-unreadable ${at('dir')}: cannot list: permission denied`);
    for (const name of ['dir', 'dir/sub']) chmodSync(at(name), 0o700);
  });

  it('says what vanished while it was read', () => {
    makeSmallTree();
    for (let i = 0; i < 600; i++) writeFileSync(at(`dir/f${i}`), '');
    const walk = walkHostTree(at('dir'));
    assert.equal(walk.next().value, 256);
    rmSync(at('dir/f99'));
    assert.throws(() => { for (const count of walk) assert.ok(count); }, opsError('source-changed', at('dir/f99'))); // prettier-ignore
  });

  it('goes as deep as the system lets it, and says where it stops', async () => {
    const deep = path.join(at('dir'), ...Array.from({ length: 15 }, () => 'd'.repeat(250)));
    mkdirSync(deep, { recursive: true });
    assert.equal(listTree(await readHostTree(at('dir'))).size, 16);
    const script = 'cd "$1"; for i in 1 2 3; do mkdir "$2"; cd -P "$2"; done';
    run('bash', '-c', script, 'bash', deep, 'e'.repeat(250));
    await assert.rejects(readHostTree(at('dir')), opsError('source-unreadable', 'name too long'));
  });

  it('stops when it is interrupted', async () => {
    makeSmallTree();
    const interrupted = readHostTree(at('dir'), { signal: AbortSignal.abort() });
    await assert.rejects(interrupted, opsError('interrupted'));
  });
});
