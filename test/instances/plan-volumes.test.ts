import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMount } from '../../src/core/mount.js';
import { bytes } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { parseVolumeToMake } from '../../src/core/volume-to-make.js';
import { planVolumes, type PlannedVolume } from '../../src/instances/plan-volumes.js';
import type { RunRequest } from '../../src/instances/run-request.js';
import type { VolumeIdentity } from '../../src/volumes/volume-file.js';
import { VolumeStore } from '../../src/volumes/volume-store.js';
import { opsError } from '../io/ops-error.js';
import { sampleRecord } from './sample-record.js';

const UUID = parseUuid('5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');

class SampleVolumes extends VolumeStore {
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    super('/volumes');
    this.#names = names;
  }

  override findByName(name: string): VolumeIdentity | undefined {
    return this.#names.includes(name) ? { name, uuid: UUID } : undefined;
  }
}

function request(mounts: readonly string[], volumes: readonly string[]): RunRequest {
  const root = { kind: 'image', image: { name: 'web', location: '/images/web.raw' } } as RunRequest['root'];
  const machine = { memory: bytes(1 << 28), cpus: 1, verbose: false, accelerator: 'tcg', qmp: false } as const;
  const attach = { attachNamed: false, attach: [], forwards: [], nameTaken: 'number', name: 'web1' } as const;
  const wanted = { mounts: mounts.map(parseMount), make: volumes.map(parseVolumeToMake) };
  return { root, guest: 'linux', ...machine, ...attach, ...wanted };
}

describe('instances/plan-volumes', () => {
  const plan = (
    mounts: readonly string[],
    volumes: readonly string[],
    stored: readonly string[] = [],
    others: Parameters<typeof planVolumes>[3] = [],
  ): PlannedVolume[] => planVolumes(request(mounts, volumes), 'web1', new SampleVolumes(stored), others);
  const namesOf = (planned: readonly PlannedVolume[]): string[] => planned.map(({ name }) => name);

  it('calls a volume after the instance and the path, or what the image mounts there', () => {
    const [cache, data] = plan(['%2:/var/cache', 'data:/data:ro'], ['/var/cache:2g', '/data']);
    const { uuid, ...rest } = cache!;
    const size = 2 ** 31;
    assert.deepEqual(rest, { name: 'web1-cache', path: '/var/cache', directory: '/volumes', size, virtualId: 2 });
    assert.equal(parseUuid(uuid), uuid);
    assert.deepEqual([data!.name, data!.size, data!.virtualId], ['data', undefined, null]);
    assert.notEqual(data!.uuid, uuid);
  });

  it('numbers a name that is a volume, that is being made, or that the image expects elsewhere', () => {
    const made = [{ uuid: UUID, name: 'web1-a-2', directory: '/volumes' }];
    const others = [sampleRecord({ made })];
    const mounts = ['%1:/a', '%2:/x/a', 'web1-a-3:/other'];
    assert.deepEqual(namesOf(plan(mounts, ['/a', '/x/a'], ['web1-a'], others)), ['web1-a-4', 'web1-a-5']);
    const lasting = [sampleRecord({ made, lifetime: 'lasting' })];
    assert.deepEqual(namesOf(plan(mounts, ['/a'], ['web1-a'], lasting)), ['web1-a-2']);
  });

  it('finds a name that a volume can have for any instance and any path', () => {
    const anyInstance = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
    const anyPart = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((text) => {
      return !/[/:\p{Cc}]|^\.{1,2}$/u.test(text);
    });
    fc.assert(
      fc.property(anyInstance, fc.uniqueArray(anyPart, { minLength: 1, maxLength: 12 }), (instance, parts) => {
        const paths = parts.map((part) => `/deep/${part}`);
        const mounts = paths.map((path, index) => `%${index + 1}:${path}`);
        const names = namesOf(planVolumes(request(mounts, paths), instance, new SampleVolumes([]), []));
        for (const name of names) assert.equal(parseVolumeName(name), name);
        assert.equal(new Set(names).size, parts.length);
      }),
      { endOnFailure: true },
    );
  });

  it('refuses what cannot be made there', () => {
    assert.throws(() => plan(['data:/data'], ['/data'], ['data']), opsError('volume-exists', '--volume /data: volume data exists')); // prettier-ignore
    assert.throws(() => plan(['data:/a', 'data:/b'], ['/a', '/b']), opsError('volume-exists', 'data exists'));
    assert.throws(() => plan(['%1:/a'], ['/a', '/a']), opsError('mount-taken', '/a: it was given twice'));
    assert.throws(() => plan(['%1:/a'], ['/b']), opsError('mount-unexpected', 'image "web" has no mount there; its mounts: %1:/a')); // prettier-ignore
    for (const mount of [`${UUID}:/a`, '/srv:/a']) {
      assert.throws(() => plan([mount], ['/a']), opsError('mount-unexpected', `mounts ${mount}, which cannot be made`));
    }
  });
});
