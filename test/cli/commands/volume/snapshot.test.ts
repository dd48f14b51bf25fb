import assert from 'node:assert/strict';
import path from 'node:path';
import type { SnapshotInfo } from '../../../../src/provider/snapshots.js';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { assertClean, debugfs, dumpFields } from '../../../oracles/e2fsprogs.js';
import { filesIn, useOpsHome } from '../../ops-home.js';

describe('ops volume snapshot', () => {
  const at = useOpsHome();
  const take = (volume: string, name: string) =>
    at.json<SnapshotInfo>(`volume snapshot create ${volume} --name ${name}`);

  beforeEach(async () => {
    at.write('site/word', 'first');
    await at.json('volume create data -s 8m -d site');
  });

  it('keeps what is in a volume while that changes, and after it is deleted', async () => {
    const { uuid } = await at.json<VolumeInfo>('volume info data');
    const snapshot = await take('data', 'before');
    assert.deepEqual(snapshot.volume, { uuid, name: 'data' });
    assert.notEqual(snapshot.uuid, uuid);
    assert.deepEqual([snapshot.size, snapshot.filesystem, snapshot.consistent], [8 << 20, 'ext4', true]);
    at.write('site/word', 'second');
    await at.json('volume import data site');
    assert.equal((await at.ops('volume delete data')).code, 0);

    const { code, stderr } = await at.ops('volume create copy --snapshot before');
    assert.equal(code, 0);
    assert.match(stderr, /^8 MiB from snapshot before, \d+ ms\n$/);
    const copy = await at.json<VolumeInfo>('volume info copy');
    assert.ok(copy.uuid !== uuid && copy.uuid !== snapshot.uuid);
    assert.deepEqual([copy.name, copy.label, copy.size], ['copy', 'copy', 8 << 20]);
    assert.equal((await at.ops('volume cat copy /word')).stdout, 'first');
    assertClean(copy.location);
    assert.equal(dumpFields(copy.location).get('Filesystem UUID'), copy.uuid);
  });

  it('makes volumes of a larger size, and of no smaller one', async () => {
    await take('data', 'before');
    const { code, stderr } = await at.ops('volume create small --snapshot before -s 4m');
    assert.equal(code, 2);
    assert.match(stderr, /small: snapshot before needs 8 MiB, the volume would have 4 MiB\n {2}use -s 8m/);
    const large = await at.json<VolumeInfo>('volume create large --snapshot before -s 32m');
    assert.equal(large.size, 32 << 20);
    assertClean(large.location);
    assert.equal(debugfs(large.location, 'cat /word'), 'first');
    assert.deepEqual(filesIn(at.home.volumes).length, 2);
  });

  it('keeps and gives back TFS, too', async () => {
    at.write('site/word', 'kept');
    await at.json('volume create nanos --fs tfs -s 8m -d site');
    await at.json('volume snapshot create nanos --name then');
    const copy = await at.json<VolumeInfo>('volume create copy --snapshot then -s 16m');
    assert.deepEqual([copy.filesystem, copy.label, copy.size, copy.status], ['tfs', 'copy', 16 << 20, 'available']);
    assert.equal((await at.ops('volume cat copy word')).stdout, 'kept');
    assert.equal((await at.ops('volume check copy')).code, 0);
  });

  it('is listed by volume, also by the name of one that is gone', async () => {
    await at.json('volume create other -s 2m');
    await take('data', 'a');
    await take('other', 'b');
    await take('data', 'c');
    const names = async (line: string) => (await at.json<SnapshotInfo[]>(line)).map(({ name }) => name);
    assert.deepEqual(await names('volume snapshot list'), ['a', 'b', 'c']);
    assert.deepEqual(await names('volume snapshot list data'), ['a', 'c']);
    await at.ops('volume delete other');
    assert.deepEqual(await names('volume snapshot list other'), ['b']);
    assert.equal((await at.ops('volume snapshot list nope')).code, 3);
    const { stdout } = await at.ops('volume snapshot list', { columns: 100 });
    assert.match(stdout, /NAME │ VOLUME │ SIZE/);
  });

  it('has a name of its own', async () => {
    const { uuid } = await take('data', 'before');
    const { code, stderr } = await at.ops('volume snapshot create data --name before');
    assert.equal(code, 5);
    assert.match(stderr, /snapshot before exists already, of volume data\n {2}.*ops volume snapshot delete before\n/);
    for (const name of ['a:b', '../x', uuid, 'a/b']) {
      assert.equal((await at.ops(['volume', 'snapshot', 'create', 'data', '--name', name])).code, 2, name);
    }
    assert.equal((await at.ops('volume snapshot create data')).code, 2);
    assert.match((await at.ops('volume snapshot info befor')).stderr, /did you mean "before"\?/);
    assert.equal((await at.json<SnapshotInfo>(`volume snapshot info ${uuid}`)).name, 'before');
    assert.match((await at.ops('volume snapshot info before')).stdout, /^volume +data \(.*\)\n[^]*^consistent +yes$/m);
  });

  it('is deleted after a question, and volumes made of it stay', async () => {
    const { location } = await take('data', 'before');
    await at.json('volume create copy --snapshot before');
    const refused = await at.ops('volume snapshot delete before', { columns: 80, answer: 'n\n' });
    assert.deepEqual([refused.code, filesIn(at.home.snapshots).length], [1, 2]);
    const { stdout } = await at.ops('volume snapshot delete before');
    assert.match(stdout, /^deleted {2}snapshot before \(.*\)\n$/);
    assert.deepEqual(filesIn(path.dirname(location)), []);
    assert.equal((await at.ops('volume cat copy /word')).stdout, 'first');
  });

  it('takes no other flags for a volume than its size and its UUID', async () => {
    await take('data', 'before');
    for (const flag of ['-d site', '--label x', '--no-journal', '--owner 0:0', '--inodes 99', '--no-ignore']) {
      const { code, stderr } = await at.ops(`volume create copy --snapshot before ${flag}`);
      assert.equal(code, 2, flag);
      assert.match(stderr, /does not go with --snapshot/);
    }
    const uuid = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';
    assert.equal((await at.json<VolumeInfo>(`volume create copy --snapshot before --uuid ${uuid}`)).uuid, uuid);
  });
});
