import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { VolumeCheck, VolumeInfo } from '../../../../src/provider/volumes.js';
import { openTfs, type TfsReader } from '../../../../src/formats/tfs/index.js';
import { bytesAccess } from '../../../../src/formats/random-access.js';
import { fixture, listing } from '../../../formats/tfs/volumes.js';
import { useOpsHome } from '../../ops-home.js';

const UUID = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';

describe('ops volume, on TFS', () => {
  const at = useOpsHome();
  const create = (flags = '') => at.json<VolumeInfo>(`volume create data --fs tfs ${flags}`);
  const said = async (line: string | string[]) => {
    const { code, stdout, stderr } = await at.ops(line);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const clean = async () => (await at.json<VolumeCheck>('volume check data')).clean;
  const identityOf = ({ summary: { uuid, label } }: TfsReader) =>
    [uuid, label].map((value) => Buffer.from(value).toString('hex'));
  const filesOf = ({ location }: VolumeInfo) => listing(openTfs(bytesAccess(readFileSync(location))));

  it('makes one that a guest can write to, and knows what it is', async () => {
    const volume = await create(`--uuid ${UUID}`);
    const { filesystem, label, uuid, size, used, status } = volume;
    assert.deepEqual([filesystem, label, uuid, size, status], ['tfs', 'data', UUID, 2 ** 30, 'available']);
    assert.equal(used, 1025 * 512);
    assert.ok(openTfs(bytesAccess(readFileSync(volume.location))).usage().availableBlocks > 0);
    assert.ok(await clean());
  });

  it('takes what create takes, and says what TFS cannot hold', async () => {
    at.write('site/index.html', 'hello');
    at.write('site/no.log');
    assert.equal(spawnSync('mkfifo', [path.join(at.cwd, 'site/pipe')]).status, 0);
    const label = 'thirty-one-bytes-are-the-maximum';
    const line = ['volume', 'create', 'data', '--fs', 'tfs', '-d', 'site:/www', '--exclude', '*.log', '--owner', '1:2'];
    const { code, stderr } = await at.ops([...line, '--label', label.slice(1), '--reproducible']);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^2 files, 5 B of 18 MiB, tfs, \d+ ms\nnot kept, tfs cannot hold it: /);
    assert.match(stderr, /the owners of 3 files, the permissions of 3 files, 1 FIFO \(such as \/www\/pipe\)\n$/);
    const volume = await at.json<VolumeInfo>('volume info data');
    assert.equal(volume.label, label.slice(1));
    assert.deepEqual(filesOf(volume), ['/', '/www/', '/www/index.html hello']);
    const bytes = readFileSync(volume.location);
    await said('volume delete data -y');
    await said([...line, '--label', label.slice(1), '--reproducible']);
    assert.ok(readFileSync(volume.location).equals(bytes));
  });

  it('refuses what TFS has not, and what does not fit', async () => {
    const refused = async (flags: string, ...expected: RegExp[]) => {
      const { code, stderr } = await at.ops(`volume create data --fs tfs ${flags}`);
      assert.equal(code, 2, stderr);
      for (const pattern of expected) assert.match(stderr, pattern);
    };
    for (const flags of ['--inodes 100', '--block-size 4096', '--no-journal']) {
      await refused(flags, /tfs: a .* cannot be chosen\n/, /make another file system: --fs ext4\n$/);
    }
    await refused(`--label ${'x'.repeat(32)}`, /a label of 32 bytes, over 31/);
    await refused('-s 1m', /data: the file system needs 1.5 MiB, the volume has 1 MiB\n {2}use -s 1537k/);
    assert.equal((await create('-s 1537k')).size, 1537 << 10);
  });

  it('is the default for a Nanos guest', async () => {
    const kindOf = async (flags: string, setting = {}) => {
      const { code, stdout, stderr } = await at.ops(`volume create x -s 2m -j ${flags}`, setting);
      assert.equal(code, 0, stderr);
      await said('volume delete x -y');
      return (JSON.parse(stdout) as VolumeInfo).filesystem;
    };
    const nanos = { env: { OPS_GUEST: 'nanos' } };
    at.write('config.json', '{"Guest":"nanos"}');
    assert.equal(await kindOf(''), 'ext4');
    assert.equal(await kindOf('', nanos), 'tfs');
    assert.equal(await kindOf('-c config.json'), 'tfs');
    assert.equal(await kindOf('--fs ext4', nanos), 'ext4');
    assert.equal((await at.ops('volume create x', { env: { OPS_GUEST: 'plan9' } })).code, 2);
  });

  it('is read and written as ext4 is', async () => {
    at.write('site/img/logo', 'logo');
    at.write('more/index.html', 'hello');
    const { uuid } = await create('-d site');
    assert.equal(await said('volume ls data'), 'img\n');
    assert.equal(await said('volume tree data'), '/\n|   img\n|   |   logo\n');
    assert.equal(await said('volume cat data /img/*'), 'logo');
    await said('volume cp data:/img/logo .');
    assert.equal(readFileSync(path.join(at.cwd, 'logo'), 'utf8'), 'logo');
    await said('volume import data more:/www');
    await said('volume cp logo data:/www/copied');
    await said('volume resize data 40m');
    await said('volume rename data other');
    const volume = await at.json<VolumeInfo>('volume info other');
    assert.deepEqual([volume.uuid, volume.label, volume.size], [uuid, 'other', 40 << 20]);
    const files = ['/', '/img/', '/img/logo logo', '/www/', '/www/copied logo', '/www/index.html hello'];
    assert.deepEqual(filesOf(volume), files);
    await said('volume export other all.tar');
    await said('volume rename other data');
    assert.ok(await clean());
    await said('volume create again --fs tfs -d all.tar');
    assert.deepEqual(filesOf(await at.json<VolumeInfo>('volume info again')), files);
  });

  it('shrinks to what its content needs', async () => {
    at.write('site/large', Buffer.alloc(3 << 20, 1));
    await create('-d site');
    const { code, stderr } = await at.ops('volume resize data 2m -y');
    assert.equal(code, 2);
    const [, size = ''] = /\n {2}ops volume resize data (\S+)\n$/.exec(stderr) ?? [];
    await said(`volume resize data ${size} -y`);
    assert.ok((await at.json<VolumeInfo>('volume info data')).size < 5 << 20);
    assert.ok(await clean());
  });

  it('takes those that other writers made, and keeps what their root has', async () => {
    at.write('more/index.html', 'hello');
    for (const name of ['ops-go-v4', 'ops-go-v5', 'mkfs-c', 'grown-by-nanos', 'compacted-by-nanos']) {
      await create('-s 2m');
      const { location } = await at.json<VolumeInfo>('volume info data');
      const before = openTfs(bytesAccess(fixture(name)));
      writeFileSync(location, fixture(name));
      assert.ok(await clean(), name);
      await said('volume import data more:/more');
      assert.ok(await clean(), name);
      const after = openTfs(bytesAccess(readFileSync(location)));
      assert.deepEqual(identityOf(after), identityOf(before), name);
      assert.equal(after.summary.version, 5);
      const kept = listing(after).filter((line) => !line.startsWith('/more'));
      assert.deepEqual(kept, listing(before), name);
      const own = ({ root }: TfsReader) => [...root.attributes.keys()].filter((key) => key !== 'children').sort();
      for (const key of own(before)) assert.ok(own(after).includes(key), `${name}: ${key}`);
      await said('volume delete data -y');
    }
  });
});
