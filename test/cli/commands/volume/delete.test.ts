import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { heldVolume, placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { filesIn, useOpsHome } from '../../ops-home.js';

describe('ops volume delete', () => {
  const at = useOpsHome();
  const create = (name: string) => at.json<VolumeInfo>(`volume create ${name} -s 2m`);
  const left = async () => (await at.json<VolumeInfo[]>('volume list')).map(({ name }) => name);

  it('deletes several without a question where there is no terminal', async () => {
    const [a, b] = [await create('a'), await create('b')];
    await create('c');
    const { code, stdout } = await at.ops(`volume delete a ${b.uuid}`);
    assert.equal(code, 0);
    assert.equal(stdout, `deleted  volume a (${a.uuid})\ndeleted  volume b (${b.uuid})\n`);
    assert.deepEqual(await left(), ['c']);
    assert.equal(filesIn(at.home.volumes).length, 1);
  });

  it('deletes nothing when one of them is not there (L11)', async () => {
    await create('assets');
    const { code, stderr } = await at.ops('volume delete assets asets');
    assert.equal(code, 3);
    assert.match(stderr, /no volume is called "asets"\n {2}did you mean "assets"\?/);
    assert.deepEqual(await left(), ['assets']);
  });

  it('deletes nothing when a reference means two (L11)', async () => {
    const { location, uuid } = await create('a');
    cpSync(location, path.join(at.home.volumes, `b:${uuid}.raw`));
    assert.equal((await at.ops(`volume delete ${uuid}`)).code, 4);
    assert.equal((await at.ops('volume delete a -q')).stdout, `${uuid}\n`);
    assert.deepEqual(await left(), ['b']);
  });

  it('deletes both copies of a volume when both are named', async () => {
    const { location, uuid } = await create('a');
    cpSync(location, path.join(at.home.volumes, `b:${uuid}.raw`));
    assert.equal((await at.ops('volume delete a b a')).code, 0);
    assert.deepEqual(await left(), []);
  });

  it('refuses what an instance uses, and names it (L12)', async () => {
    const volume = await create('assets');
    placeRecord(at.home.instances, sampleRecord({ volumes: [heldVolume(volume)] }));
    const { code, stderr } = await at.ops('volume delete assets -y');
    assert.equal(code, 5);
    assert.match(
      stderr,
      /assets: attached to instance web1 \(since .*, at \/srv\)\n {2}ops volume detach web1 assets\n/,
    );
    assert.deepEqual(await left(), ['assets']);
  });

  it('says what it had deleted when a later one is in use', async () => {
    await create('a');
    placeRecord(at.home.instances, sampleRecord({ volumes: [heldVolume(await create('b'))] }));
    const { code, stderr } = await at.ops('volume delete a b');
    assert.equal(code, 5);
    assert.match(stderr, /warning: deleted before that: volume a /);
  });

  it('asks on a terminal, unless told not to', async () => {
    await create('assets');
    const refused = await at.ops('volume delete assets', { columns: 80, answer: 'n\n' });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /Delete volume assets \(.*\)\? \[y\/N\]/);
    assert.deepEqual(await left(), ['assets']);
    assert.equal((await at.ops('volume delete assets', { columns: 80, answer: 'y\n' })).code, 0);
    await create('assets');
    const { code, stderr } = await at.ops('volume delete assets -y', { columns: 80, answer: '' });
    assert.deepEqual([code, stderr], [0, '']);
  });

  it('removes no folder that it did not make', async () => {
    await create('assets');
    const mine = path.join(at.home.instances, 'mine');
    mkdirSync(mine, { recursive: true });
    writeFileSync(path.join(mine, 'file'), '');
    writeFileSync(path.join(at.home.instances, '4711'), '{}');
    assert.equal((await at.ops('volume delete assets')).code, 0);
    assert.ok(existsSync(path.join(mine, 'file')));
    assert.ok(existsSync(path.join(at.home.instances, '4711')));
  });
});
