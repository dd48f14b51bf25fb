import assert from 'node:assert/strict';
import { chmodSync, renameSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { heldVolume, placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { assertClean, changeWithDebugfs, debugfs, dumpFields, makeReference } from '../../../oracles/e2fsprogs.js';
import { useOpsHome } from '../../ops-home.js';

describe('ops volume import', () => {
  const at = useOpsHome();
  const create = (flags = '') => at.json<VolumeInfo>(`volume create data -s 8m ${flags}`);
  const LINES = ['volume import data site', 'volume resize data 16m', 'volume rename data other'];

  beforeEach(() => {
    at.write('site/index.html', 'hello');
  });

  it('puts files over what is there, and says what it did', async () => {
    at.write('old/index.html', 'old');
    at.write('old/kept', 'kept');
    const { uuid, location } = await create('-d old');
    chmodSync(location, 0o640);
    const { code, stdout, stderr } = await at.ops('volume import data ./site ./site/index.html:/deep/er/');
    assert.deepEqual([code, stdout], [0, `data  ${uuid}\n`]);
    assert.match(stderr, /^2 files, 10 B into 8 MiB, \d+ ms\n$/);
    assertClean(location);
    const cat = (name: string) => debugfs(location, `cat ${name}`);
    assert.deepEqual([cat('/index.html'), cat('/kept'), cat('/deep/er/index.html')], ['hello', 'kept', 'hello']);
    assert.equal(statSync(location).mode & 0o777, 0o640);
  });

  it('takes what create takes', async () => {
    at.write('site/.opsignore', 'no*\n');
    at.write('site/nothing');
    at.write('site/some.log');
    const { location } = await create();
    const { code } = await at.ops(['volume', 'import', 'data', 'site', '--exclude', '*.log', '--owner', '7:8', '-q']);
    assert.equal(code, 0);
    assert.match(debugfs(location, 'stat /index.html'), /User: +7 +Group: +8 /);
    assert.deepEqual(debugfs(location, 'ls -p /').match(/[^/]+(?=\/\d+\/\n)/g), ['index.html']);
    assert.equal((await at.ops('volume import data site --no-ignore')).code, 0);
    assert.match(debugfs(location, 'ls -p /'), /\/nothing\/.*[^]*\/some\.log\//);
  });

  it('changes no volume that an instance has, for reading either, and none that is not there', async () => {
    const volume = await create();
    placeRecord(at.home.instances, sampleRecord({ volumes: [heldVolume(volume, true)] }));
    for (const line of LINES) {
      const { code, stderr } = await at.ops(line);
      assert.equal(code, 5, line);
      assert.match(stderr, /data: attached to instance web1 .*\n {2}ops volume detach web1 data\n/, line);
      assert.equal((await at.ops(line.replace('data', 'dta'))).code, 3, line);
    }
  });

  it('says what does not fit, and what to type', async () => {
    at.write('site/large', Buffer.alloc(10 << 20, 1));
    await create();
    const { code, stderr } = await at.ops('volume import data site');
    assert.equal(code, 2);
    assert.match(
      stderr,
      /data: its content needs \d+ MiB, the volume would have 8 MiB\n {2}ops volume resize data \d+k\n/,
    );
  });

  it('says of a volume that was not unmounted that its journal was replayed', async () => {
    const { location } = await create();
    changeWithDebugfs(location, ['feature needs_recovery']);
    assert.match(dumpFields(location).get('Filesystem features') ?? '', /needs_recovery/);
    const { code, stderr } = await at.ops('volume import data site');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /data was not unmounted by its last guest: what its journal held was put in its place\n$/);
    assertClean(location);
  });

  it('writes no file system that is not like ours, and names why', async () => {
    const { location } = await create();
    makeReference(location, '8m', '-O', '^metadata_csum,inline_data');
    for (const line of LINES.slice(0, 2)) {
      const { code, stderr } = await at.ops(line);
      assert.equal(code, 6, line);
      assert.match(
        stderr,
        /volume data: ext4: a file system with inline_data, without metadata_csum can be read/,
        line,
      );
    }
    assert.equal((await at.ops('volume rename data other')).code, 0);
  });

  it('changes none that is damaged, that is a link, or that holds something else', async () => {
    const { location } = await create();
    const refused = async (expected: number, said: RegExp) => {
      for (const line of LINES.slice(0, 2)) {
        const { code, stderr } = await at.ops(line);
        assert.equal(code, expected, stderr);
        assert.match(stderr, said);
      }
    };
    renameSync(location, `${location}.moved`);
    symlinkSync(`${location}.moved`, location);
    await refused(6, /volume data: .* is a symbolic link, which would be replaced\n/);
    truncateSync(location, 1 << 20);
    await refused(8, /volume data: is damaged\n {2}repair it: e2fsck -f "/);
    writeFileSync(location, '');
    await refused(6, /volume data: holds no file system\n {2}ops volume info data\n/);
  });
});
