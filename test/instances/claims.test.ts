import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../src/core/errors.js';
import { bytes } from '../../src/core/size.js';
import { checkClaims, claimsOf, listHeldVolumes } from '../../src/instances/attachments.js';
import { parseMount } from '../../src/core/mount.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { createVolume } from '../../src/volumes/create-volume.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { planAttachments } from '../../src/instances/attach-plan.js';
import { claimInstance } from '../../src/instances/claim-instance.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import type { RunRequest } from '../../src/instances/run-request.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { heldVolume, sampleRecord } from './sample-record.js';

const DATA = { uuid: '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11', name: 'data' };

function request(changes: Partial<RunRequest> = {}): RunRequest {
  const root = { kind: 'image', image: { name: 'web', location: '/images/web.raw' } } as RunRequest['root'];
  const machine = { memory: bytes(1 << 28), cpus: 1, verbose: false, accelerator: 'tcg' } as const;
  const attach = { attachNamed: true, attach: [], nameTaken: 'number' } as const;
  return { name: 'web', root, guest: 'linux', mounts: [], forwards: [], qmp: false, ...machine, ...attach, ...changes };
}

describe('instances/attachments', () => {
  it('lets one write alone, and any number read (L18)', () => {
    const anyVolume = fc.record({ uuid: fc.constantFrom('a', 'b'), readOnly: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyVolume), anyVolume, (held, claim) => {
        const volumes = held.map(({ uuid, readOnly }) => heldVolume({ uuid, name: uuid }, readOnly));
        const places = listHeldVolumes([sampleRecord({ volumes })]);
        const allowed = held.every(({ uuid, readOnly }) => uuid !== claim.uuid || (readOnly && claim.readOnly));
        const check = (): void => {
          checkClaims([{ ...claim, name: claim.uuid }], places);
        };
        if (allowed) check();
        else assert.throws(check, opsError('volume-in-use', `volume ${claim.uuid}: instance web1 holds it`));
      }),
      { endOnFailure: true },
    );
  });

  it('wants every volume once, to be written when any of its places is', () => {
    const anyPlace = fc.record({ uuid: fc.constantFrom('a', 'b', 'c'), readOnly: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyPlace), (places) => {
        const claims = claimsOf(places.map(({ uuid, readOnly }) => heldVolume({ uuid, name: uuid }, readOnly)));
        const written: string[] = places.filter(({ readOnly }) => !readOnly).map(({ uuid }) => uuid);
        assert.deepEqual(claims.map(({ uuid }) => uuid).sort(), [...new Set(places.map(({ uuid }) => uuid))].sort());
        for (const { uuid, readOnly } of claims) assert.equal(readOnly, !written.includes(uuid));
      }),
      { endOnFailure: true },
    );
  });

  it('does not count what an instance has that does not run', () => {
    const stopped = sampleRecord({ lifetime: 'lasting', supervisor: null, volumes: [heldVolume(DATA)] });
    checkClaims([{ ...DATA, readOnly: false }], listHeldVolumes([stopped]));
  });

  it('says how a volume that is only read can be shared', () => {
    const held = listHeldVolumes([sampleRecord({ volumes: [heldVolume(DATA, true)] })]);
    assert.throws(
      () => {
        checkClaims([{ ...DATA, readOnly: false }], held);
      },
      (error) => hasErrorCode(error, 'volume-in-use') && (error.hint ?? '').startsWith('share it read-only (data:ro)'),
    );
  });
});

describe('instances/claim-instance', () => {
  const inDirectory = useTemporaryDirectory();
  const claim = async (mounts: string[] = [], changes: Partial<RunRequest> = {}) => {
    const instances = new InstanceStore(inDirectory('instances'));
    const volumes = new VolumeStore(inDirectory('volumes'));
    const wanted = request({ mounts: mounts.map(parseMount), ...changes });
    return (await claimInstance(wanted, { instances, volumes, now: () => new Date(0) }, { planAttachments })).record;
  };

  beforeEach(async () => {
    const now = new Date(0);
    await createVolume(new VolumeStore(inDirectory('volumes')), { name: parseVolumeName('data'), now }, {});
  });

  it('records the image, the disk, the volumes and who looks after it', async () => {
    const record = await claim(['data:/srv', 'data:/copy:ro']);
    const { image, imageDisk, created, machine, volumes } = record;
    assert.deepEqual(
      { image, imageDisk, created, machine },
      { image: 'web', imageDisk: '/images/web.raw', created: '1970-01-01T00:00:00.000Z', machine: null },
    );
    assert.deepEqual(
      volumes.map(({ name, path, readOnly }) => ({ name, path, readOnly })),
      [
        { name: 'data', path: '/srv', readOnly: false },
        { name: 'data', path: '/copy', readOnly: true },
      ],
    );
    assert.equal(record.supervisor?.pid, process.pid);
    assert.deepEqual(new InstanceStore(inDirectory('instances')).listRunning(), [record]);
  });

  it('is told when a volume has gone since it was looked for', async () => {
    const volumes = new VolumeStore(inDirectory('volumes'));
    volumes.delete(volumes.get('data'));
    await assert.rejects(claim(['data:/srv']), opsError('volume-not-found'));
    assert.deepEqual(new InstanceStore(inDirectory('instances')).folder.names(), []);
  });

  it('gives every instance a name and an id of its own (L22)', async () => {
    const records = await Promise.all([claim(), claim(), claim()]);
    assert.deepEqual(records.map(({ name }) => name).sort(), ['web', 'web-2', 'web-3']);
    assert.equal(new Set(records.map(({ id }) => id)).size, 3);
  });

  it('opens the management port that the id spells, when it is asked to', async () => {
    const { id, qmp } = await claim([], { qmp: true });
    assert.equal(qmp.port, Number(id.slice(-4)));
    assert.equal((await claim()).qmp.port, null);
  });

  it('lets one of several that want to write a volume have it, and makes nothing of the others', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => claim(['data:/srv'])));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.ok(hasErrorCode(outcome.reason, 'volume-in-use'));
    }
    assert.equal(new InstanceStore(inDirectory('instances')).folder.names().length, 1);
  });

  it('lets all that only read share', async () => {
    const readers = await Promise.all([1, 2, 3].map(() => claim(['data:/srv:ro'])));
    assert.equal(readers.length, 3);
    await assert.rejects(claim(['data:/srv']), opsError('volume-in-use'));
  });
});
