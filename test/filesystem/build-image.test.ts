import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { MIB } from '../../src/core/size.js';
import type { OperationOptions } from '../../src/core/progress.js';
import { buildExt4Image, buildInto } from '../../src/filesystem/build-image.js';
import { ext4Recipe } from '../../src/filesystem/kinds/ext4-recipe.js';
import { composeTree } from '../../src/filesystem/compose-tree.js';
import { HostContentSource, type TreeContent } from '../../src/filesystem/host-content.js';
import { readHostTree, type HostTreeOptions } from '../../src/filesystem/host-tree.js';
import type { Ext4Options } from '../../src/formats/ext4/index.js';
import type { DirectoryNode } from '../../src/formats/tree.js';
import { createAtomicFile } from '../../src/io/atomic-file.js';
import { createFileTarget, WindowTarget } from '../../src/io/file-target.js';
import { assertClean, debugfs, extractAll, listOwners } from '../oracles/e2fsprogs.js';
import { chownAsRoot, itAsRoot } from '../oracles/privileges.js';
import { assertSameLines } from '../oracles/same-lines.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { listTree } from './tree-listing.js';

const OPTIONS: Ext4Options = {
  size: 64 * MIB,
  uuid: new Uint8Array(16).fill(0x41),
  hashSeed: new Uint8Array(16).fill(0x42),
  created: { seconds: 1_700_000_000, nanoseconds: 0 },
};

/** The upper 30 bits of `mtime:`'s second word are nanoseconds, its lower two are 0 until 2038. */
function mtimePattern(nanoseconds: number): RegExp {
  return new RegExp(`mtime: 0x[0-9a-f]{8}:${(nanoseconds * 4).toString(16).padStart(8, '0')} `);
}

describe('filesystem/build-image', () => {
  const at = useTemporaryDirectory();

  beforeEach(() => {
    for (const name of ['source', 'store', 'out']) mkdirSync(at(name));
  });

  async function build(
    tree: DirectoryNode<TreeContent>,
    operation?: OperationOptions,
    size = OPTIONS.size,
  ): Promise<string> {
    using file = createAtomicFile(at('store'), 'volume');
    using content = new HostContentSource();
    await buildExt4Image({ tree, content, options: { ...OPTIONS, size }, file, sync: true }, operation);
    return await file.commit('volume.raw');
  }

  function fillSource(): void {
    const write = (name: string, size: number): void => {
      writeFileSync(at('source', name), randomBytes(size));
    };
    mkdirSync(at('source/sub/deeper'), { recursive: true });
    for (const size of [0, 1, 4095, 4096, 4097, 70_000, 3 * MIB + 1]) write(`sub/size-${size}`, size);
    for (let index = 0; index < 300; index++) write(`sub/deeper/many-${index}`, index);
    write('sub/sparse', 5000);
    truncateSync(at('source/sub/sparse'), 30 * MIB);
    linkSync(at('source/sub/size-4097'), at('source/hard-link'));
    symlinkSync('sub/size-1', at('source/short-link'));
    symlinkSync('x/'.repeat(100), at('source/long-link'));
    writeFileSync(Buffer.concat([Buffer.from(at('source/')), Buffer.of(0x66, 0xff, 0xc3)]), 'not UTF-8');
    chownAsRoot(at('source/sub/size-1'), 4_000_000_000, 100_000);
    chmodSync(at('source/sub/size-1'), 0o4755);
    chmodSync(at('source/sub'), 0o1770);
    utimesSync(at('source/sub/size-0'), 1_000_000_000, 5_000_000_000);
  }

  /** All that `rdump` restores: content, owner, permissions without the special bits, 32 bits of seconds. */
  async function describeContent(directory: string): Promise<string[]> {
    const nodes = [...listTree(await readHostTree(directory))].filter(
      ([name]) => name !== '/' && name !== '/lost+found',
    );
    return nodes.map(([name, node]) => {
      if (node.kind === 'symlink') return `${name} -> ${Buffer.from(node.target).toString('latin1')}`;
      const attributes = `${(node.mode & 0o777).toString(8)} ${node.uid}:${node.gid} ${node.mtime.seconds % 2 ** 32}`;
      if (node.kind !== 'file') return `${name} ${node.kind} ${attributes}`;
      const content = readFileSync(Buffer.from(`${directory}${name}`, 'latin1'));
      return `${name} ${attributes} ${content.length} ${createHash('sha256').update(content).digest('hex')}`;
    });
  }

  /** Whether we are root or not, and of links too: an image has the owners of its source. */
  function assertSameOwners(image: string, directory: string): void {
    const names = ['.', ...readdirSync(at('source', directory), { encoding: 'latin1' })];
    const expected = names.map((name) => {
      const { uid, gid } = lstatSync(Buffer.from(`${at('source')}${directory}/${name}`, 'latin1'));
      return `${name} ${uid}:${gid}`;
    });
    const found = Array.from(listOwners(image, directory), ([name, owner]) => `${name} ${owner}`);
    const ours = found.filter((line) => !/^(\.\.|lost\+found) /.test(line));
    assertSameLines(ours, expected, `owners in ${directory}`);
  }

  it('holds what the directory held, and e2fsck agrees', async () => {
    fillSource();
    const image = await build(await readHostTree(at('source')));
    assertClean(image);
    extractAll(image, at('out'));
    assertSameLines(await describeContent(at('out')), await describeContent(at('source')), 'extracted');
    for (const name of ['/', '/sub', '/sub/deeper']) assertSameOwners(image, name);
    assert.equal(statSync(image).size, 64 * MIB);
    assert.ok(statSync(image).blocks * 512 < 8 * MIB, 'holes stay holes');
    assert.match(debugfs(image, 'stat /sub'), /Mode: +01770/);
    assert.match(debugfs(image, 'stat /sub/size-1'), /Mode: +04755/);
    const { mtimeNs } = statSync(at('source/sub/size-4095'), { bigint: true });
    const nanoseconds = Number(mtimeNs % 1_000_000_000n);
    assert.match(debugfs(image, 'stat /sub/size-4095'), mtimePattern(nanoseconds));
    assert.match(debugfs(image, 'stat /sub/size-0'), /mtime: 0x2a05f200:00000001 /);
  });

  it('keeps hard links one file, and FIFOs, which debugfs does not dump', async () => {
    writeFileSync(at('source/a'), 'shared');
    linkSync(at('source/a'), at('source/b'));
    execFileSync('mkfifo', [at('source/fifo')]);
    const image = await build(await readHostTree(at('source')));
    assertClean(image);
    const stat = (name: string): string => debugfs(image, `stat /${name}`);
    assert.match(stat('a'), /Links: 2/);
    assert.equal(/Inode: \d+/.exec(stat('a'))?.[0], /Inode: \d+/.exec(stat('b'))?.[0]);
    assert.match(stat('fifo'), /Type: FIFO/);
  });

  itAsRoot('keeps device nodes in an image', async () => {
    execFileSync('mknod', [at('source/null'), 'c', '1', '3']);
    const image = await build(await readHostTree(at('source')));
    assertClean(image);
    assert.match(debugfs(image, 'stat /null'), /Type: character special[^]*Device major\/minor number: 01:03/);
  });

  it('holds composed trees, with bytes of memory and files of this machine', async () => {
    writeFileSync(at('source/libc.so.6'), 'elf');
    const tree = await composeTree(
      [
        { kind: 'symlink', path: '/lib', target: 'usr/lib' },
        { kind: 'host', path: '/lib/libc.so.6', hostPath: at('source/libc.so.6') },
        { kind: 'bytes', path: '/etc/hosts', bytes: Buffer.from('127.0.0.1 localhost\n') },
        { kind: 'directory', path: '/tmp', mode: 0o1777 },
      ],
      { now: OPTIONS.created },
    );
    const image = await build(tree);
    assertClean(image);
    extractAll(image, at('out'));
    assert.equal(readFileSync(at('out/usr/lib/libc.so.6'), 'utf8'), 'elf');
    assert.equal(readFileSync(at('out/etc/hosts'), 'utf8'), '127.0.0.1 localhost\n');
    assert.match(debugfs(image, 'stat /tmp'), /Mode: +01777/);
  });

  it('is the same, byte for byte, when it is built from a copy', async () => {
    fillSource();
    execFileSync('cp', ['-a', at('source'), at('copy')]);
    const options: HostTreeOptions = { latestTime: OPTIONS.created };
    const first = readFileSync(await build(await readHostTree(at('source'), options)));
    const second = readFileSync(await build(await readHostTree(at('copy'), options)));
    assert.ok(first.equals(second));
  });

  it('tells how far it is, up to all of it', async () => {
    writeFileSync(at('source/file'), randomBytes(20 * MIB));
    const reports: [number, number][] = [];
    await build(await readHostTree(at('source')), {
      progress: { report: (...report) => reports.push([report[0], report[1]]) },
    });
    const [done, total] = reports.at(-1) ?? [0, -1];
    assert.equal(done, total);
    assert.ok(total >= 20 * MIB);
    assert.deepEqual(reports.map(([written]) => written), reports.map(([written]) => written).sort((a, b) => a - b)); // prettier-ignore
  });

  it('leaves nothing behind when it is interrupted, or when a file changes meanwhile', async () => {
    for (let index = 0; index < 20; index++) writeFileSync(at(`source/file-${index + 10}`), randomBytes(20 * MIB));
    const controller = new AbortController();
    const abort = { report: (): void => { controller.abort(); } }; // prettier-ignore
    const tree = await readHostTree(at('source'));
    const interrupted = build(tree, { signal: controller.signal, progress: abort }, 1024 * MIB);
    await assert.rejects(interrupted, opsError('interrupted'));
    let changes = 0;
    const change = { report: (): void => { if (changes++ === 0) appendFileSync(at('source/file-29'), 'x'); } }; // prettier-ignore
    await assert.rejects(
      build(tree, { progress: change }, 1024 * MIB),
      opsError('source-changed', at('source/file-29')),
    );
    assert.deepEqual(readdirSync(at('store')), []);
  });

  it('refuses a size that is too small before it touches the file', async () => {
    writeFileSync(at('source/file'), randomBytes(2 * MIB));
    writeFileSync(at('disk'), 'precious');
    const fd = openSync(at('disk'), 'r+');
    using content = new HostContentSource();
    const tree = await readHostTree(at('source'));
    const file = { fd, path: at('disk') };
    const tooSmall = buildExt4Image({ tree, content, options: { ...OPTIONS, size: MIB }, file });
    await assert.rejects(tooSmall, opsError('volume-too-small'));
    closeSync(fd);
    assert.equal(readFileSync(at('disk'), 'utf8'), 'precious');
  });

  it('fits into a partition, and stays inside', async () => {
    fillSource();
    const fd = openSync(at('disk'), 'w+');
    const window = new WindowTarget(createFileTarget(fd, at('disk'), 66 * MIB), MIB, 64 * MIB, 'root partition');
    using content = new HostContentSource();
    await buildInto({ plan: ext4Recipe(OPTIONS).plan(await readHostTree(at('source'))), content }, window);
    closeSync(fd);
    const disk = readFileSync(at('disk'));
    writeFileSync(at('partition'), disk.subarray(MIB, 65 * MIB));
    assertClean(at('partition'));
    assert.ok(disk.subarray(0, MIB).equals(Buffer.alloc(MIB)) && disk.subarray(65 * MIB).equals(Buffer.alloc(MIB)));
    copyFileSync(at('partition'), path.join(at('store'), 'damaged'));
    const damaged = openSync(at('store/damaged'), 'r+');
    writeFileSync(damaged, Buffer.alloc(4096, 0xff));
    closeSync(damaged);
    assert.throws(() => {
      assertClean(at('store/damaged'));
    }, 'the witness sees damage');
  });
});
