import assert from 'node:assert/strict';
import { parseUuid } from '../../../../src/core/uuid.js';
import type { InstanceRecord, MadeVolume } from '../../../../src/instances/instance-record.js';
import type { InstanceInfo } from '../../../../src/provider/instances.js';
import type { VolumeInfo } from '../../../../src/provider/volumes.js';
import { heldVolume, placeRecord, sampleRecord } from '../../../instances/sample-record.js';
import { useOpsHome } from '../../ops-home.js';

const ENDING: InstanceRecord['ending'] = { exitCode: 0, signal: null, at: '2026-01-03T00:00:00.000Z', failure: null };
const TERMINAL = { columns: 120 };

describe('ops instance delete', () => {
  const at = useOpsHome();
  const volumes = async () => (await at.json<VolumeInfo[]>('volume list')).map(({ name }) => name);
  const make = (name: string) => at.json<VolumeInfo>(`volume create ${name} -s 2m`);
  const place = (changes: Partial<InstanceRecord>): void => {
    placeRecord(at.home.instances, sampleRecord({ lifetime: 'lasting', supervisor: null, ending: ENDING, ...changes }));
  };
  const madeOf = (...infos: VolumeInfo[]): MadeVolume[] =>
    infos.map(({ uuid, name }) => ({ uuid: parseUuid(uuid), name, directory: at.home.volumes }));
  /** The instance web1 with two volumes that were made for it, of which one is detached, and one that was not. */
  const placeSample = async (): Promise<void> => {
    const [cache, spare, mine] = [await make('web1-cache'), await make('web1-spare'), await make('mine')];
    place({ made: madeOf(cache, spare), volumes: [heldVolume(cache), { ...heldVolume(mine), path: '/mine' }] });
  };

  it('leaves all volumes, and names those that were made for it', async () => {
    await placeSample();
    const { code, stdout, stderr } = await at.ops('instance delete web1');
    assert.deepEqual([code, stdout], [0, 'deleted  instance web1\n']);
    assert.equal(
      stderr,
      'its volumes web1-cache web1-spare stay\n  ops volume delete web1-cache web1-spare, or -v the next time\n',
    );
    assert.deepEqual(await volumes(), ['mine', 'web1-cache', 'web1-spare']);
  });

  it('deletes those with -v, asks for them by name, and deletes no other', async () => {
    await placeSample();
    const refused = await at.ops('instance delete web1 -v', { ...TERMINAL, answer: 'n\n' });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^Delete instance web1 with volumes web1-cache and web1-spare\? \[y\/N\]/);
    assert.equal((await volumes()).length, 3);
    const { code, stdout, stderr } = await at.ops('instance delete -v web1 -y', TERMINAL);
    assert.deepEqual(
      [code, stdout, stderr],
      [0, 'deleted  instance web1 with volumes web1-cache and web1-spare\n', ''],
    );
    assert.deepEqual(await volumes(), ['mine']);
  });

  it('says in JSON what was made for an instance and is there', async () => {
    await placeSample();
    const shown = ({ made, volumes: places }: InstanceInfo) => [
      made.map(({ name }) => name),
      places.map((volume) => [volume.name, volume.made]),
    ];
    const expected = [
      ['web1-cache', 'web1-spare'],
      [
        ['web1-cache', true],
        ['mine', false],
      ],
    ];
    assert.deepEqual(shown(await at.json<InstanceInfo>('instance info web1')), expected);
    await at.json('volume delete web1-spare');
    const [deleted] = await at.json<InstanceInfo[]>('instance delete web1 --volumes');
    assert.deepEqual(shown(deleted ?? assert.fail()), [['web1-cache'], expected[1]]);
    assert.deepEqual(await volumes(), ['mine']);
  });

  it('deletes nothing when another instance has one of them', async () => {
    await placeSample();
    place({ id: '17951650328318', name: 'web2', volumes: [heldVolume(await at.json<VolumeInfo>('volume info web1-spare'))] }); // prettier-ignore
    const { code, stderr } = await at.ops('instance delete web1 -v -y');
    assert.equal(code, 5);
    assert.match(
      stderr,
      /volume web1-spare, made for web1, is attached to web2 \(at \/srv\)\n {2}ops volume detach web2 web1-spare\n {2}or delete the instance alone: ops instance delete web1\n/,
    );
    assert.equal((await volumes()).length, 3);
    assert.equal((await at.json<InstanceInfo[]>('instance list')).length, 2);
  });

  it('takes -v for its own, and --verbose still for what that is everywhere', async () => {
    const trace = /\n +at /;
    assert.doesNotMatch((await at.ops('instance delete nope -v')).stderr, trace);
    assert.match((await at.ops('instance delete nope --verbose')).stderr, trace);
    assert.match((await at.ops('instance stop nope -v')).stderr, trace);
    const { stdout } = await at.ops('instance delete --help');
    assert.match(stdout, /^ {2}-v, --volumes /m);
    assert.match(stdout, /^ {6}--verbose /m);
  });
});
