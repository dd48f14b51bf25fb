import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { heldVolume, placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { assertClean, debugfs } from '../../../oracles/e2fsprogs.js';
import { filesIn, useOpsHome } from '../../ops-home.js';

describe('ops volume convert', () => {
  const at = useOpsHome();
  const info = (name = 'data') => at.json<VolumeInfo>(`volume info ${name}`);

  beforeEach(() => {
    at.write('site/index.html', 'hello');
  });

  it('puts another file system in its place, and says what is lost', async () => {
    const { uuid, location } = await at.json<VolumeInfo>('volume create data -s 8m -d site --owner 7:8');
    const { code, stdout, stderr } = await at.ops('volume convert data --fs tfs');
    assert.deepEqual([code, stdout], [0, `data  ${uuid}\n`]);
    assert.match(stderr, /^ext4 to tfs, \d+ ms\nnot kept, tfs cannot hold it: .*the owners of 2 files/);
    const { filesystem, label, size, ...volume } = await info();
    assert.deepEqual([filesystem, label, size, volume.uuid, volume.location], ['tfs', 'data', 8 << 20, uuid, location]);
    assert.deepEqual((await at.ops('volume ls data')).stdout, 'index.html\n');
    assert.equal((await at.ops('volume convert data --fs ext4')).stderr.split('\n').length, 2);
    assertClean(location);
    assert.equal(debugfs(location, 'cat /index.html'), 'hello');
  });

  it('asks on a terminal before anything is lost, and only then', async () => {
    const { location } = await at.json<VolumeInfo>('volume create data -s 8m -d site');
    const before = readFileSync(location);
    const { code, stderr } = await at.ops('volume convert data --fs tfs', { columns: 80, answer: 'n\n' });
    assert.equal(code, 1);
    assert.match(stderr, /Convert volume data \(.*\) to tfs without the permissions of 2 files\? \[y\/N\]/);
    assert.ok(readFileSync(location).equals(before));
    assert.equal((await at.ops('volume convert data --fs tfs', { columns: 80, answer: 'y\n' })).code, 0);
    const { stderr: quiet } = await at.ops('volume convert data --fs ext4', { columns: 80, answer: 'n\n' });
    assert.doesNotMatch(quiet, /y\/N/);
    assert.equal((await info()).filesystem, 'ext4');
  });

  it('makes a new volume under another name, and asks nothing', async () => {
    const { uuid, location } = await at.json<VolumeInfo>('volume create data -s 8m -d site');
    const before = readFileSync(location);
    const line = 'volume convert data --fs tfs --name copy';
    assert.equal((await at.ops(line, { columns: 80, answer: 'n\n' })).code, 0);
    const { filesystem, label, ...copy } = await info('copy');
    assert.deepEqual([filesystem, label], ['tfs', 'copy']);
    assert.notEqual(copy.uuid, uuid);
    assert.ok(readFileSync(location).equals(before));
    assert.equal((await at.ops(line)).code, 5);
  });

  it('keeps a label that was chosen, where there is room for it', async () => {
    await at.json('volume create data -s 8m --label chosen');
    await at.ops('volume convert data --fs tfs');
    assert.equal((await info()).label, 'chosen');
    await at.ops('volume delete data -y');
    await at.json('volume create data -s 8m --fs tfs --label seventeen-letters');
    const { losses, label } = await at.json<VolumeInfo & { losses: unknown }>('volume convert data --fs ext4');
    assert.deepEqual([losses, label], [[{ kind: 'label', count: 1, example: '' }], '']);
  });

  it('refuses what does not fit, what is so already, and what somebody has', async () => {
    const volume = await at.json<VolumeInfo>('volume create data -s 1m --no-journal -d site');
    const refused = async (line: string, expected: number, said: RegExp) => {
      const { code, stderr } = await at.ops(line);
      assert.equal(code, expected, stderr);
      assert.match(stderr, said);
    };
    const before = readFileSync(volume.location);
    await refused('volume convert data --fs tfs', 2, /needs 1\.5 MiB, .* 1 MiB\n {2}ops volume resize data 1538k\n/);
    await refused('volume convert data --fs ext4', 2, /volume data: holds ext4 already/);
    await refused('volume convert data', 2, /--fs is missing/);
    await refused('volume convert dta --fs tfs', 3, /no volume is called "dta"/);
    placeRecord(at.home.instances, sampleRecord({ volumes: [heldVolume(volume, true)] }));
    await refused('volume convert data --fs tfs', 5, /attached to instance web1/);
    assert.ok(readFileSync(volume.location).equals(before));
  });

  it('leaves a damaged volume as it is', async () => {
    const { location } = await at.json<VolumeInfo>('volume create data -s 8m -d site --fs tfs');
    const damaged = readFileSync(location).fill(0xff, 512, 600);
    writeFileSync(location, damaged);
    const files = filesIn(at.home.volumes);
    assert.equal((await info()).status, 'error');
    for (const line of [
      'convert data --fs ext4',
      'convert data --fs ext4 --name x',
      'import data site',
      'resize data 9m',
    ]) {
      const { code, stderr } = await at.ops(`volume ${line}`);
      assert.equal(code, 8, stderr);
      assert.match(
        stderr,
        /volume data: is damaged\n {2}save what can be read of it: ops volume export data \.\/data\n/,
      );
    }
    for (const line of [
      'ls data',
      'tree data',
      'cat data /index.html',
      'cp data:/index.html .',
      'export data all.tar',
    ]) {
      const { code, stderr } = await at.ops(`volume ${line}`);
      assert.equal(code, 8, stderr);
    }
    const { code, stdout, stderr } = await at.ops('volume check data');
    assert.equal(code, 8);
    assert.match(stdout, /log extension 1 at byte 518: does not begin as TFS does\ndata {2}damaged\n$/);
    assert.match(stderr, /^to save what can be read: ops volume export data \.\/data\n$/);
    assert.ok(readFileSync(location).equals(damaged));
    assert.deepEqual(filesIn(at.home.volumes), files);
  });
});
