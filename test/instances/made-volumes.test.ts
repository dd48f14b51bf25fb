import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseMount } from '../../src/core/mount.js';
import { bytes } from '../../src/core/size.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { planAttachments } from '../../src/instances/attach-plan.js';
import { claimInstance } from '../../src/instances/claim-instance.js';
import { deleteInstance } from '../../src/instances/delete-instance.js';
import { decodeInstanceRecord, type InstanceRecord, type MadeVolume } from '../../src/instances/instance-record.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { findMadeVolumes } from '../../src/instances/made-volumes.js';
import { makeVolumes } from '../../src/instances/make-volumes.js';
import type { RunRequest } from '../../src/instances/run-request.js';
import { createVolume } from '../../src/volumes/create-volume.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { thisProcess } from '../cli/ops-home.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { heldVolume, sampleRecord } from './sample-record.js';

const SIZE = bytes(2 << 20);
const GONE = { ...thisProcess(), startTime: 1 };
const OTHER = { id: '17951650328318', name: 'web2' };

describe('instances/made-volumes', () => {
  const inDirectory = useTemporaryDirectory();
  let instances: InstanceStore;
  let volumes: VolumeStore;
  const now = () => new Date(0);

  beforeEach(() => {
    instances = new InstanceStore(inDirectory('instances'));
    volumes = new VolumeStore(inDirectory('volumes'));
  });

  const make = async (name: string): Promise<MadeVolume> => {
    const { volume } = await createVolume(volumes, { name: parseVolumeName(name), size: SIZE, now: now() }, {});
    return { uuid: volume.uuid, name, directory: volumes.folder.directory };
  };
  const place = (changes: Partial<InstanceRecord>): Promise<void> =>
    instances.exclusively(() => {
      instances.create(sampleRecord(changes));
    });
  const placeAbandoned = (changes: Partial<InstanceRecord>) => place({ supervisor: GONE, ...changes });
  const placeStopped = (changes: Partial<InstanceRecord>) =>
    place({
      lifetime: 'lasting',
      supervisor: null,
      ending: { exitCode: 0, signal: null, at: '', failure: null },
      ...changes,
    });
  const left = (): string[] => volumes.list().map(({ name }) => name);
  const nextCommand = () => instances.exclusively(() => undefined);

  it('stand in the record before they are there, attached, and nobody else gets their names', async () => {
    const root = { kind: 'image', image: { name: 'web', location: '/images/web.raw' } } as RunRequest['root'];
    const machine = { memory: bytes(1 << 28), cpus: 1, verbose: false, accelerator: 'tcg', qmp: false } as const;
    const mounts = ['%1:/cache', 'data:/data', 'data:/again:ro'].map(parseMount);
    const wanted = { mounts, make: [{ path: '/cache', size: SIZE }, { path: '/data', size: SIZE }] }; // prettier-ignore
    const attach = { attachNamed: true, attach: [], forwards: [], nameTaken: 'number', name: 'web' } as const;
    const host = { instances, volumes, now };
    const { record, attachments, planned } = await claimInstance(
      { root, guest: 'linux', ...machine, ...attach, ...wanted },
      host,
      { planAttachments },
    );
    assert.deepEqual(left(), []);
    assert.deepEqual(instances.get('web'), record);
    assert.deepEqual(record.made?.map(({ name }) => name), ['web-cache', 'data']); // prettier-ignore
    assert.deepEqual(
      record.volumes.map(({ name, path: where, readOnly, virtualId }) => [name, where, readOnly, virtualId]),
      [
        ['web-cache', '/cache', false, 1],
        ['data', '/data', false, null],
        ['data', '/again', true, null],
      ],
    );
    const again = claimInstance(
      { root, guest: 'linux', ...machine, ...attach, ...wanted, make: [{ path: '/data' }] },
      host,
      { planAttachments },
    );
    await assert.rejects(again, opsError('volume-exists', 'volume data exists already'));
    await makeVolumes(planned, host, {});
    assert.deepEqual(
      attachments.disks.map(({ image }) => image),
      ['web-cache', 'data'].map((name) => ({ format: 'raw', file: volumes.get(name).location })),
    );
    assert.deepEqual(record.made.map(({ uuid }) => uuid), ['web-cache', 'data'].map((name) => volumes.get(name).uuid)); // prettier-ignore
    await instances.exclusively(() => instances.discard(record));
    assert.deepEqual([left(), instances.list()], [[], []]);
  });

  it('say which flag makes one that is large enough', async () => {
    const volume = { ...(await make('small')), name: parseVolumeName('small'), path: '/cache', virtualId: 1 };
    volumes.delete(volumes.get('small'));
    await assert.rejects(
      makeVolumes([{ ...volume, size: bytes(512) }], { volumes, now }, {}),
      (error) => opsError('volume-too-small')(error) && (error as { hint?: string }).hint === '--volume /cache:1m',
    );
  });

  it('go with an instance whose command was killed, made or not, and no other volume does', async () => {
    const [made, mine] = [await make('web1-cache'), await make('mine')];
    const never = { ...made, name: 'web1-never' };
    const nowhere = { ...made, directory: inDirectory('nowhere') };
    await placeAbandoned({ made: [made, never, nowhere], volumes: [heldVolume(mine), heldVolume(made)] });
    await nextCommand();
    assert.deepEqual([left(), instances.folder.names()], [['mine'], []]);
  });

  it('stay with an instance that goes on without its command, and with one that is being made', async () => {
    const [a, b] = [await make('a'), await make('b')];
    await place({ made: [a] });
    await placeAbandoned({ ...OTHER, lifetime: 'lasting', made: [b] });
    await nextCommand();
    assert.deepEqual(left(), ['a', 'b']);
  });

  it('are only what was made: not one that was renamed, a copy, or another of the same name', async () => {
    const [renamed, other, copied] = [await make('renamed'), await make('other'), await make('copied')];
    volumes.rename(volumes.get('renamed'), 'kept');
    cpSync(volumes.get('copied').location, path.join(volumes.folder.directory, `copy:${copied.uuid}.raw`));
    volumes.delete(volumes.get('other'));
    await make('other');
    const record = sampleRecord({ made: [renamed, other, copied] });
    assert.deepEqual(findMadeVolumes(record), [copied]);
    await placeAbandoned({ made: [renamed, other, copied] });
    await nextCommand();
    assert.deepEqual(left(), ['copy', 'kept', 'other']);
  });

  it('stay where another instance has them', async () => {
    const [made, held] = [await make('made'), await make('held')];
    await placeStopped({ ...OTHER, volumes: [heldVolume(held)] });
    await placeAbandoned({ made: [made, held] });
    await nextCommand();
    assert.deepEqual(left(), ['held']);
  });

  it('go with an instance that is deleted only when that is asked for', async () => {
    const [made, mine] = [await make('made'), await make('mine')];
    const parts = { made: [made], volumes: [heldVolume(mine)] };
    await placeStopped(parts);
    await deleteInstance('web1', instances);
    assert.deepEqual(left(), ['made', 'mine']);
    await placeStopped(parts);
    await deleteInstance('web1', instances, { volumes: true });
    assert.deepEqual([left(), instances.list()], [['mine'], []]);
  });

  it('are deleted with all or nothing when another instance has one', async () => {
    const [a, b] = [await make('a'), await make('b')];
    await placeStopped({ ...OTHER, volumes: [heldVolume(b)] });
    await placeStopped({ made: [a, b] });
    const refused = opsError('volume-in-use', 'volume b, made for web1, is attached to web2 (at /srv)');
    await assert.rejects(deleteInstance('web1', instances, { volumes: true }), refused);
    assert.deepEqual([left(), instances.list().length], [['a', 'b'], 2]);
    await deleteInstance('web1', instances);
    assert.deepEqual(left(), ['a', 'b']);
  });

  it('are looked for nowhere but where a record can say', async () => {
    const made = await make('made');
    const text = JSON.stringify(sampleRecord({ made: [made] }));
    assert.deepEqual(decodeInstanceRecord(text)?.made, [made]);
    for (const wrong of ['{}', '[1]', `[{"uuid":"x","name":"made","directory":"/"}]`]) {
      assert.equal(decodeInstanceRecord(text.replace(JSON.stringify([made]), wrong)), undefined, wrong);
    }
    rmSync(volumes.folder.directory, { recursive: true });
    assert.deepEqual(findMadeVolumes(sampleRecord({ made: [made] })), []);
  });
});
