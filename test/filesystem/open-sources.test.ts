import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  openSync,
  closeSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { HostContentSource } from '../../src/filesystem/host-content.js';
import { openSources, type OpenedSources, type SourceOptions } from '../../src/filesystem/open-sources.js';
import { measureTree } from '../../src/filesystem/tree-totals.js';
import { planExt4 } from '../../src/formats/ext4/index.js';
import { createAtomicFile } from '../../src/io/atomic-file.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { describeTree, getNode } from './tree-listing.js';

const NOW = { seconds: 1_700_000_000, nanoseconds: 42 };

describe('filesystem/open-sources', () => {
  const at = useTemporaryDirectory();

  function open(sources: Readonly<Record<string, string>>, options: Partial<SourceOptions> = {}): Promise<OpenedSources> {
    const list = Object.entries(sources).map(([shown, destination]) => ({ path: at(shown), shown, destination }));
    const makeScratch = () => Promise.resolve(createAtomicFile(at('.'), 'scratch'));
    return openSources(list, { now: NOW, makeScratch, ...options });
  }

  function readAll({ tree }: OpenedSources, name: string): Buffer {
    using content = new HostContentSource();
    const file = getNode(tree, name, 'file');
    const bytes = Buffer.alloc(file.size);
    content.read(file, 0, bytes);
    return bytes;
  }

  function makeArchive(): void {
    mkdirSync(at('dir/sub'), { recursive: true });
    writeFileSync(at('dir/sub/file'), 'content');
    execFileSync('tar', ['-C', at('dir'), '--owner=:5', '--group=:6', '--mtime=@5000', '-cf', at('a.tar'), '.']);
  }

  it('makes an empty root of nothing, for its owner', async () => {
    using opened = await open({}, { owner: { uid: 3, gid: 4 } });
    assert.deepEqual(describeTree(opened.tree), ['/ 755 3:4']);
    assert.deepEqual(opened.tree.mtime, NOW);
  });

  it('gives members to one owner and clamps their times, when asked', async () => {
    makeArchive();
    using opened = await open({ 'a.tar': '/x' }, { owner: { uid: 7, gid: 8 }, latestTime: { seconds: 9, nanoseconds: 0 } });
    assert.deepEqual(describeTree(opened.tree).slice(1), ['/x/ 755 7:8', '/x/sub/ 755 7:8', '/x/sub/file 644 7:8 7']);
    assert.deepEqual(getNode(opened.tree, '/x/sub/file', 'file').ctime, { seconds: 9, nanoseconds: 0 });
  });

  it('gives a file of an earlier source the name that a link of an archive adds', async () => {
    makeArchive();
    linkSync(at('dir/sub/file'), at('dir/again'));
    execFileSync('tar', ['-C', at('dir'), '-cf', at('link.tar'), 'sub/file', 'again']);
    execFileSync('tar', ['--delete', '-f', at('link.tar'), 'sub/file']);
    rmSync(at('dir/again'));
    using opened = await open({ dir: '/', 'link.tar': '/' });
    assert.equal(getNode(opened.tree, '/again', 'file'), getNode(opened.tree, '/sub/file', 'file'));
    assert.equal(measureTree(opened.tree).files, 1);
    const { layout } = planExt4(opened.tree, { size: 2 ** 22, uuid: new Uint8Array(16), hashSeed: new Uint8Array(16), created: NOW });
    assert.deepEqual(layout.content.inventory.links.toSorted(), [1, 1, 2]);
  });

  it('notices an archive that changes between its list and its contents', async () => {
    makeArchive();
    using opened = await open({ 'a.tar': '/' });
    assert.equal(readAll(opened, '/sub/file').toString(), 'content');
    utimesSync(at('a.tar'), 1, 1);
    assert.throws(() => readAll(opened, '/sub/file'), opsError('source-changed', 'a.tar'));
    writeFileSync(at('a.tar'), 'short');
    assert.throws(() => readAll(opened, '/sub/file'), opsError('source-changed', 'a.tar'));
  });

  it('reads on when a packed archive is gone, from a file without a name', async () => {
    makeArchive();
    execFileSync('gzip', [at('a.tar')]);
    using opened = await open({ 'a.tar.gz': '/' });
    writeFileSync(at('a.tar.gz'), '');
    assert.equal(readAll(opened, '/sub/file').toString(), 'content');
    assert.deepEqual(readdirSync(at('.')).sort(), ['a.tar.gz', 'dir']);
  });

  it('closes what it opened, however it ends', async () => {
    makeArchive();
    execFileSync('gzip', ['-k', at('a.tar')]);
    writeFileSync(at('bad.tar'), 'x'.repeat(600));
    const probe = (): number => {
      const fd = openSync(at('a.tar'), 'r');
      closeSync(fd);
      return fd;
    };
    const before = probe();
    for (let round = 0; round < 3; round++) {
      (await open({ 'a.tar': '/', 'a.tar.gz': '/b' }))[Symbol.dispose]();
      await assert.rejects(open({ 'a.tar.gz': '/', 'bad.tar': '/' }), opsError('format-corrupt', 'bad.tar: '));
      await assert.rejects(open({ 'a.tar.gz': '/' }, { signal: AbortSignal.abort() }), opsError('interrupted'));
    }
    assert.equal(probe(), before);
  });

  it('unpacks xz of many streams, and stops in the middle of it when told to', async () => {
    mkdirSync(at('dir'));
    writeFileSync(at('dir/file'), Array.from({ length: 2_000_000 }, (_, index) => `${index}\n`).join(''));
    execFileSync('bash', ['-c', 'set -o pipefail; tar -cf a.tar dir && split -b 5M a.tar part. && xz -0 part.* && cat part.*.xz > a.tar.xz'], { cwd: at('.') });
    using opened = await open({ 'a.tar.xz': '/' });
    assert.ok(readAll(opened, '/dir/file').equals(readFileSync(at('dir/file'))));
    const stop = new AbortController();
    const reports: number[] = [];
    const report = (done: number): void => {
      reports.push(done);
      stop.abort();
    };
    await assert.rejects(open({ 'a.tar.xz': '/' }, { signal: stop.signal, progress: { report } }), opsError('interrupted'));
    assert.equal(reports.length, 1);
    assert.ok((reports[0] ?? 0) < statSync(at('a.tar.xz')).size);
  });

  it('says what cannot be merged, and what cannot be unpacked', async () => {
    makeArchive();
    writeFileSync(at('sub'), 'a file');
    symlinkSync('loop', at('dir/loop'));
    writeFileSync(at('b.tar.bz2'), 'BZh91AY&SY');
    await assert.rejects(open({ 'a.tar': '/', sub: '/' }), opsError('source-unsupported', '/sub: is a directory'));
    await assert.rejects(open({ sub: '/', 'a.tar': '/' }), opsError('source-unsupported', 'a.tar: /sub: is a file'));
    await assert.rejects(open({ dir: '/', 'a.tar': '/loop' }), opsError('source-unsupported', 'circle'));
    await assert.rejects(open({ 'b.tar.bz2': '/' }), opsError('unsupported', 'b.tar.bz2: is packed with bzip2'));
    await assert.rejects(open({ '.': '/', gone: '/' }), opsError('source-not-found', 'gone: cannot examine'));
    await assert.rejects(open({ './gone/x.tar': '/' }), opsError('source-not-found', './gone/x.tar: cannot examine'));
  });

  it('does not go deeper than a path can, through whatever links', async () => {
    execFileSync('python3', ['-c', `
import tarfile
tar = tarfile.open('deep.tar', 'w')
for name in ['a', 'a/b', 'a/b/c']:
    info = tarfile.TarInfo(name); info.type = tarfile.SYMTYPE; info.linkname = 'd/' * 1000; tar.addfile(info)
tar.addfile(tarfile.TarInfo('a/b/c/x'))
tar.close()`], { cwd: at('.') });
    await assert.rejects(open({ 'deep.tar': '/' }), opsError('source-unsupported', 'is more than 2048 directories deep'));
  });
}); // prettier-ignore
