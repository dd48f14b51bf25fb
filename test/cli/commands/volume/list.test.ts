import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { displayWidth } from '../../../../src/cli/render/width.js';
import { fixture } from '../../../formats/tfs/volumes.js';
import { heldVolume, placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { dumpFields } from '../../../oracles/e2fsprogs.js';
import { thisProcess, useOpsHome } from '../../ops-home.js';

const UUID = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';
const OTHER = '6f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';

describe('ops volume list', () => {
  const at = useOpsHome();
  const list = () => at.json<VolumeInfo[]>('volume list');
  const statuses = async () => (await list()).map(({ name, status }) => `${name} ${status}`);

  it('is empty in a home that is not there (L10)', async () => {
    assert.deepEqual(await list(), []);
    const { code, stdout } = await at.ops('volume list');
    assert.deepEqual([code, stdout], [0, 'UUID\tNAME\tSTATUS\tSIZE\tLOCATION\tCREATED\tATTACHED\tUSED\tUSE%\n']);
  });

  it('prints lines of exact values for programs', async () => {
    const volume = await at.json<VolumeInfo>('volume create assets -s 2m');
    const { stdout } = await at.ops('volume list');
    const row: (string | number)[] = [
      volume.uuid,
      'assets',
      'available',
      '2097152',
      volume.location,
      volume.created,
      '',
    ];
    const fields = dumpFields(volume.location);
    const used = (Number(fields.get('Block count')) - Number(fields.get('Free blocks'))) * 1024;
    assert.equal(stdout.split('\n')[1], [...row, used, `${Math.ceil((used * 100) / 2097152)}%`].join('\t'));
    assert.equal((await at.ops('volume list -q')).stdout, `${volume.uuid}\n`);
  });

  it('fits its table to the terminal, and gives the location up first', async () => {
    await at.ops('volume create assets -s 2m');
    for (const columns of [80, 200]) {
      const { stdout } = await at.ops('volume list', { columns });
      const lines = stdout.trimEnd().split('\n');
      assert.ok(
        lines.every((line) => displayWidth(line) <= columns),
        stdout,
      );
      assert.match(stdout, /UUID .* NAME .* STATUS .* SIZE .*/);
      for (const heading of ['LOCATION', 'USED', 'USE%']) {
        assert.equal(stdout.includes(heading), columns === 200, stdout);
      }
      assert.match(stdout, /assets .*│ available │ 2 MiB/);
    }
  });

  it('sorts by name', async () => {
    for (const name of ['r', 'r2', 'r-1', 'a']) await at.ops(`volume create ${name} -s 2m`);
    assert.deepEqual(
      (await list()).map(({ name }) => name),
      ['a', 'r', 'r-1', 'r2'],
    );
  });

  it('ignores what is no volume', async () => {
    await at.ops('volume create assets -s 2m');
    const place = (name: string): string => path.join(at.home.volumes, name);
    for (const name of ['notes.txt', 'a:b.raw', `x:y:${UUID}.raw`, '.x.0123456789abcdef.partial'])
      writeFileSync(place(name), '');
    mkdirSync(place(`directory:${UUID}.raw`));
    symlinkSync('nowhere', place(`dangling:${UUID}.raw`));
    assert.equal(spawnSync('mkfifo', [place(`pipe:${UUID}.raw`)]).status, 0);
    assert.deepEqual(await statuses(), ['assets available']);
  });

  it('knows a volume of OPS by its first bytes', async () => {
    const volume = await at.json<VolumeInfo>('volume create assets -s 2m');
    writeFileSync(path.join(at.home.volumes, `old:${UUID}.raw`), fixture('ops-go-v5'));
    writeFileSync(path.join(at.home.volumes, `raw:${OTHER}.raw`), Buffer.alloc(8192, 1));
    writeFileSync(path.join(at.home.volumes, `void:${volume.uuid}.raw`), '');
    const found = await list();
    assert.deepEqual(
      found.map(({ name, filesystem, used, status }) => [name, filesystem, used === null, status]),
      [
        ['assets', 'ext4', false, 'available'],
        ['old', 'tfs', false, 'available'],
        ['raw', null, true, 'available'],
        ['void', null, true, 'available'],
      ],
    );
  });

  it('shows as an error what is damaged, recorded as damaged, or cut off', async () => {
    for (const name of ['superblock', 'recorded', 'cut', 'whole']) await at.ops(`volume create ${name} -s 2m`);
    const location = new Map((await list()).map((volume) => [volume.name, volume.location]));
    const find = (name: string): string => location.get(name) ?? '';
    spawnSync('dd', ['if=/dev/zero', `of=${find('superblock')}`, 'bs=1', 'seek=1100', 'count=20', 'conv=notrunc']);
    assert.equal(spawnSync('debugfs', ['-w', '-R', 'ssv state 3', find('recorded')]).status, 0);
    truncateSync(find('cut'), 1 << 20);
    assert.deepEqual(await statuses(), ['cut error', 'recorded error', 'superblock error', 'whole available']);
    const { code, stderr } = await at.ops('image create /bin/true --mounts cut:/srv');
    assert.equal(code, 6);
    assert.match(stderr, /volume cut is damaged.*\n {2}repair it: e2fsck/);
  });

  it('lists a volume whose counts cannot be, and the others', async () => {
    const disk = path.join(at.home.volumes, `odd:${UUID}.raw`);
    await at.ops('volume create assets -s 2m');
    for (const setting of ['free_blocks_count 4000000', 'blocks_count 4000000000']) {
      // No checksum: the superblock is taken at its word.
      assert.equal(spawnSync('mke2fs', ['-q', '-F', '-t', 'ext2', disk, '2m']).status, 0);
      assert.equal(spawnSync('debugfs', ['-w', '-R', `ssv ${setting}`, disk]).status, 0);
      assert.deepEqual(await statuses(), ['assets available', 'odd error']);
      assert.match((await at.ops('volume list')).stdout, /\todd\terror\t2097152\t.*\t\t\t\n$/);
    }
  });

  it('shows where a volume is attached, and only while that instance lives', async () => {
    const volume = await at.json<VolumeInfo>('volume create assets -s 2m');
    placeRecord(at.home.instances, sampleRecord({ volumes: [heldVolume(volume)] }));
    const [attached] = await list();
    assert.equal(attached?.status, 'attached');
    assert.deepEqual(attached.attachedTo, [
      {
        instance: 'web1',
        path: '/srv',
        readOnly: false,
        virtualId: null,
        since: '2026-01-02T03:04:05.000Z',
        running: true,
      },
    ]);
    assert.match((await at.ops('volume list')).stdout, /\tweb1\t/);
    placeRecord(
      at.home.instances,
      sampleRecord({ volumes: [heldVolume(volume)], supervisor: { ...thisProcess(), startTime: 1 } }),
    );
    assert.deepEqual(await statuses(), ['assets available'], 'a process id that was used again (L22)');
  });

  it('is not stopped by what is not ours among the instances (L22)', async () => {
    await at.ops('volume create assets -s 2m');
    mkdirSync(path.join(at.home.instances, 'notes'), { recursive: true });
    writeFileSync(path.join(at.home.instances, '4711'), '{"instance":"of OPS"}');
    for (const [id, text] of [
      ['17951650328317', '{}'],
      ['17951650328318', 'null'],
      ['17951650328319', '{'],
    ] as const) {
      mkdirSync(path.join(at.home.instances, id));
      writeFileSync(path.join(at.home.instances, id, 'instance.json'), text);
    }
    assert.deepEqual(await statuses(), ['assets available']);
  });

  it('refuses a reference that means two volumes, and takes all that mean one', async () => {
    const { location } = await at.json<VolumeInfo>(`volume create data -s 2m --uuid ${UUID}`);
    const twin = path.join(at.home.volumes, `data:${OTHER}.raw`);
    cpSync(location, twin);
    const { code, stderr } = await at.ops('volume info data');
    assert.equal(code, 4);
    assert.match(stderr, new RegExp(`data:${UUID}\n.*data:${OTHER}\n`));
    for (const reference of [UUID, '5f0c', UUID.toUpperCase(), `data:${UUID}`]) {
      assert.equal((await at.json<VolumeInfo>(`volume info ${reference}`)).uuid, UUID, reference);
    }
    rmSync(twin);
    assert.equal((await at.json<VolumeInfo>('volume info data')).uuid, UUID);
  });

  it('tells all about one volume', async () => {
    await at.ops(`volume create assets -s 2m --uuid ${UUID}`);
    const { stdout } = await at.ops('volume info assets');
    assert.match(
      stdout,
      new RegExp(
        `^name +assets\nuuid +${UUID}\nlabel +assets\nstatus +available\nfilesystem +ext4\nsize +2 MiB \\(2097152 bytes\\)\nused +`,
      ),
    );
  });

  it('looks where VolumesDir says', async () => {
    at.write('config.json', '{ "VolumesDir": "elsewhere" }');
    await at.ops('volume create assets -s 2m -c config.json');
    assert.equal(
      (await at.json<VolumeInfo[]>('volume list -c config.json'))[0]?.location.startsWith(
        path.join(at.cwd, 'elsewhere/'),
      ),
      true,
    );
    assert.deepEqual(await list(), []);
  });
});
