import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { StoredFile } from '../../../../src/core/stored-file.js';
import type { VolumeCheck, VolumeInfo } from '../../../../src/provider/volumes.js';
import { heldVolume, placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { debugfs } from '../../../oracles/e2fsprogs.js';
import { useOpsHome } from '../../ops-home.js';

describe('ops volume ls, tree, cat, cp, export', () => {
  const at = useOpsHome();
  const here = (...names: string[]): string => path.join(at.cwd, ...names);
  let volume: VolumeInfo;

  beforeEach(async () => {
    at.write('src/a.txt', 'hello\n');
    at.write('src/img/logo.svg', '<svg/>');
    at.write('src/img/.hidden', 'h');
    at.write('src/img/deep/b.txt', 'deep\n');
    linkSync(here('src/a.txt'), here('src/hard'));
    symlinkSync('/etc', here('src/etc'));
    symlinkSync('a.txt', here('src/soft'));
    writeFileSync(Buffer.concat([Buffer.from(here('src/odd')), Buffer.from([0xff, 0x1b])]), 'odd');
    at.write('src/sparse', 'x');
    truncateSync(here('src/sparse'), 3_000_000);
    chmodSync(here('src/img'), 0o750);
    utimesSync(here('src/img/logo.svg'), 1_000_000_000, 1_234_567_890);
    volume = await at.json<VolumeInfo>('volume create v -d src');
  });

  const run = async (line: string | readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await at.ops(line);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  it('lists names in order, unprintable bytes escaped', async () => {
    const expected = ['a.txt', 'etc', 'hard', 'img', 'lost+found', 'odd\\xff\\x1b', 'soft', 'sparse'];
    assert.deepEqual((await run('volume ls v')).trim().split('\n'), expected);
    assert.equal(await run(['volume', 'cat', 'v', 'odd\\xff\\x1b']), 'odd');
    assert.equal(await run('volume ls v /img/deep'), 'b.txt\n');
    assert.equal(await run('volume ls v img/deep/b.txt -q'), '/img/deep/b.txt\n');
  });

  it('lists all about files as debugfs has it', async () => {
    const files = await at.json<StoredFile[]>('volume ls v img');
    const logo = files.find(({ name }) => name === 'logo.svg');
    const { uid, gid } = lstatSync(here('src/img/logo.svg'));
    const facts = { path: '/img/logo.svg', kind: 'file', mode: '0644', links: 1, uid, gid, size: 6, target: null };
    assert.deepEqual(logo, { name: 'logo.svg', ...facts, modified: '2009-02-13T23:31:30.000Z', device: null });
    assert.match(debugfs(volume.location, 'stat /img/logo.svg'), /Mode: {2}0644[^]*Size: 6\n[^]*Links: 1/);
    const long = await run('volume ls v -l');
    assert.match(long, /^-rw-r--r-- 2 +\d+:\d+ +6 .* a\.txt$/m);
    assert.match(long, /^lrwxrwxrwx 1 .* etc -> \/etc$/m);
    assert.match(long, /^drwxr-x--- 3 .* img$/m);
  });

  it('draws a tree, and counts it', async () => {
    const plain = await at.ops('volume tree v img');
    assert.equal(plain.stdout, '/img\n|   .hidden\n|   deep\n|   |   b.txt\n|   logo.svg\n');
    assert.equal(plain.stderr, '2 directories, 3 files\n');
    const boxes = await at.ops('volume tree v img', { columns: 80 });
    assert.match(boxes.stdout, /^\/img\n├── .hidden\n├── deep\n│ {3}└── b.txt\n└── logo.svg\n/);
    const paths = (await at.json<StoredFile[]>('volume tree v')).map((file) => file.path);
    assert.ok(paths.includes('/img/deep/b.txt'));
  });

  it('prints files, through links and patterns', async () => {
    assert.equal(await run('volume cat v soft /img/deep/b.txt'), 'hello\ndeep\n');
    assert.equal(await run('volume cat v **/*.txt'), 'hello\ndeep\n');
    const [json] = await at.json<{ content: string }[]>('volume cat v a.txt');
    assert.equal(Buffer.from(json?.content ?? '', 'base64').toString(), 'hello\n');
    assert.equal((await at.ops('volume cat v img')).code, 2);
    const missing = await at.ops('volume cat v a.tx');
    assert.deepEqual([missing.code, /did you mean "a.txt"\?/.test(missing.stderr)], [3, true]);
    assert.equal((await at.ops('volume cat v sparse', { stdoutFailure: 'EPIPE' })).code, 0);
  });

  it('copies a directory with modes, times, links and holes', async () => {
    await run('volume cp -r v:/ out');
    assert.equal(readFileSync(here('out/img/deep/b.txt'), 'utf8'), 'deep\n');
    assert.equal(readlinkSync(here('out/etc')), '/etc');
    assert.equal(lstatSync(here('out/a.txt')).ino, lstatSync(here('out/hard')).ino);
    assert.equal(lstatSync(here('out/img')).mode & 0o7777, 0o750);
    assert.equal(lstatSync(here('out/img/logo.svg')).mtimeMs, 1_234_567_890_000);
    const sparse = lstatSync(here('out/sparse'));
    assert.equal(sparse.size, 3_000_000);
    assert.ok(sparse.blocks * 512 < 100_000, `${sparse.blocks} sectors`);
    const names = readdirSync(here('out'), { recursive: true, encoding: 'latin1' });
    assert.deepEqual(
      names.filter((name) => name.includes('partial')),
      [],
    );
  });

  it('copies as OPS had it, follows links when it is told to', async () => {
    mkdirSync(here('into'));
    await run('volume cp v a.txt img/logo.svg into');
    await run('volume cp -L v:soft into/followed');
    assert.deepEqual(readdirSync(here('into')).sort(), ['a.txt', 'followed', 'logo.svg']);
    assert.ok(lstatSync(here('into/followed')).isFile());
    // What leads out of the volume leads nowhere: the host's /etc is not read.
    assert.equal((await at.ops('volume cp -r -L v:etc into')).code, 3);
  });

  it('replaces nothing unless it is told to, and writes nothing then', async () => {
    at.write('into/img/logo.svg', 'mine');
    const refused = await at.ops('volume cp -r v:a.txt v:img into');
    assert.deepEqual([refused.code, refused.stderr.includes('into/img/logo.svg: is there already')], [5, true]);
    assert.ok(!existsSync(here('into/a.txt')));
    await run('volume cp -r -f v:a.txt v:img into');
    assert.equal(readFileSync(here('into/img/logo.svg'), 'utf8'), '<svg/>');
  });

  it('never writes through a link', async () => {
    mkdirSync(here('elsewhere'));
    mkdirSync(here('into'));
    symlinkSync(here('elsewhere'), here('into/img'));
    for (const force of ['', '-f']) assert.equal((await at.ops(`volume cp -r ${force} v:img into`)).code, 5);
    symlinkSync(here('elsewhere/made'), here('into/a.txt'));
    await run('volume cp -f v:a.txt into');
    assert.ok(lstatSync(here('into/a.txt')).isFile());
    assert.deepEqual(readdirSync(here('elsewhere')), []);
  });

  it('copies into a volume, too', async () => {
    at.write('new/inner/file', 'from the host');
    const { code, stderr } = await at.ops('volume cp -r new v:/');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^1 file, 13 B\n$/);
    assert.equal((await at.ops('volume cat v /new/inner/file')).stdout, 'from the host');
    assert.equal((await at.ops('volume cp new/inner/file v:/renamed')).code, 0);
    assert.equal((await at.ops('volume cat v /renamed')).stdout, 'from the host');
    assert.match((await at.ops('volume cp new v:/')).stderr, /-r/);
  });

  it('refuses what makes no sense', async () => {
    for (const line of ['v:a.txt', 'v:img .', 'v:a.txt w:b .', 'v:a.txt v:hard nowhere', 'a v:b v:c .', 'w:a v:b']) {
      assert.equal((await at.ops(`volume cp ${line}`)).code, 2, line);
    }
    assert.equal((await at.ops('volume cp ./nothing v:/b')).code, 3);
    assert.equal((await at.ops('image cp ./src/a.txt i:/b')).code, 6);
  });

  it('exports archives that tar reads, the same each time', async () => {
    for (const name of ['one.tar', 'two.tar', 'packed.tar.gz']) await run(`volume export v ${name}`);
    assert.ok(readFileSync(here('one.tar')).equals(readFileSync(here('two.tar'))));
    mkdirSync(here('gz'));
    mkdirSync(here('plain'));
    for (const [name, into] of [
      ['packed.tar.gz', 'gz'],
      ['one.tar', 'plain'],
    ] as const) {
      const { status } = spawnSync('tar', ['xf', here(name), '-C', here(into)]);
      assert.equal(status, 0);
      const differ = spawnSync('diff', ['-r', '--no-dereference', here('src'), here(into)], { encoding: 'latin1' });
      assert.equal(differ.stdout, `Only in ${here(into)}: lost+found\n`);
    }
    assert.equal((await at.ops('volume export v one.tar')).code, 5);
    await run('volume export v one.tar -f');
    assert.equal((await at.ops('volume export v one.zip')).code, 2);
    assert.equal((await at.ops('volume export v -', { columns: 80 })).code, 2);
    assert.match(await run('volume export v -'), /ustar/);
  });

  it('exports a directory that was not there', async () => {
    await run('volume export v whole');
    assert.equal(readFileSync(here('whole/a.txt'), 'utf8'), 'hello\n');
    assert.equal((await at.ops('volume export v whole')).code, 5);
    assert.deepEqual(readdirSync(at.cwd).sort(), ['home', 'src', 'whole']);
  });

  it('reads no volume that a guest writes', async () => {
    placeRecord(at.home.instances, sampleRecord({ volumes: [heldVolume(volume, true)] }));
    assert.equal((await at.ops('volume ls v')).code, 0);
    placeRecord(at.home.instances, sampleRecord({ volumes: [heldVolume(volume)] }));
    for (const line of ['ls v', 'tree v', 'cat v a.txt', 'cp v:a.txt .', 'export v x.tar', 'check v']) {
      assert.equal((await at.ops(`volume ${line}`)).code, 5, line);
    }
  });

  it('ends, and writes nothing, where a directory is inside itself', async () => {
    spawnSync('debugfs', ['-w', '-R', 'ln img img/deep/again', volume.location]);
    for (const line of ['tree v', 'cp -r v:/ out', 'export v out', 'export v out.tar']) {
      assert.equal((await at.ops(`volume ${line}`)).code, 8, line);
    }
    assert.deepEqual(readdirSync(at.cwd).sort(), ['home', 'src']);
    assert.equal((await at.ops('volume cat v **/logo.svg')).stdout, '<svg/>');
  });

  it('checks it', async () => {
    assert.equal(await run('volume check v'), 'v  clean\n');
    spawnSync('debugfs', ['-w', '-R', 'set_inode_field a.txt links_count 7', volume.location]);
    const damaged = await at.ops('volume check v');
    assert.equal(damaged.code, 8);
    assert.match(damaged.stdout, /^inode \d+ at byte \d+: says 7 names, and has 2\nv {2}damaged\n$/);
    assert.match(damaged.stderr, /e2fsck -f /);
    const { code, stdout } = await at.ops('volume check v -j');
    const { clean, findings } = JSON.parse(stdout) as VolumeCheck;
    assert.deepEqual([code, clean, findings.length], [8, false, 1]);
    writeFileSync(volume.location, Buffer.alloc(4096, 7), { flag: 'r+' });
    assert.equal((await at.ops('volume check v')).code, 6);
  });
});
