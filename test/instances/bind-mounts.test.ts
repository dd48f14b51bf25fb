import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAttachRequest, type AttachRequest } from '../../src/core/attach-request.js';
import { hasErrorCode } from '../../src/core/errors.js';
import { formatMount, parseMount } from '../../src/core/mount.js';
import { bytes } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { bindMounts, unboundMounts, type BoundMount } from '../../src/instances/bind-mounts.js';
import { VolumeStore, type StoredVolume } from '../../src/volumes/volume-store.js';
import { opsError } from '../io/ops-error.js';

const CONTEXT = { image: 'web', command: 'ops volume attach web1' };
const SIZES = { size: bytes(1), allocated: bytes(1), used: null, created: null };

/** @param label which the guest also looks at */
function volume(name: string, digit: number, label = name): StoredVolume {
  const uuid = parseUuid(`${digit}f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11`);
  const probe = { ...SIZES, filesystem: 'ext4', healthy: true, label, uuid } as const;
  return { name, uuid, location: `/volumes/${name}.raw`, probe, created: new Date(0) };
}

const STORED = [volume('data', 1), volume('logs', 2), volume('renamed', 3, 'former')];
class SampleVolumes extends VolumeStore {
  override get(reference: string): StoredVolume {
    return STORED.find(({ name, uuid }) => name === reference || uuid === reference)!;
  }
}
const volumes = new SampleVolumes('/volumes');

const bind = (mounts: readonly string[], requests: readonly string[]): BoundMount[] =>
  bindMounts(unboundMounts(mounts.map(parseMount)), requests.map(parseAttachRequest), volumes, CONTEXT);
const shown = (bound: readonly BoundMount[]) =>
  bound.map((place) => `${formatMount(place.mount)} <- ${place.volume?.name ?? place.directory ?? 'nothing'}`);

describe('instances/bind-mounts', () => {
  it('attaches at every mount by which the guest will know the volume', () => {
    const { uuid } = STORED[2]!;
    const mounts = ['renamed:/name', `${uuid}:/uuid`, 'former:/label', '%1:/virtual', 'data:/other'];
    assert.deepEqual(shown(bind(mounts, ['renamed'])), [
      'renamed:/name <- renamed',
      `${uuid}:/uuid <- renamed`,
      'former:/label <- renamed',
      '%1:/virtual <- nothing',
      'data:/other <- nothing',
    ]);
    assert.deepEqual(shown(bind(mounts, ['%1:renamed:ro'])).slice(2), [
      'former:/label:ro <- renamed',
      '%1:/virtual:ro <- renamed',
      'data:/other <- nothing',
    ]);
  });

  it('says what the image has, and how to attach it there', () => {
    assert.throws(
      () => bind(['%2:/free', 'logs:/logs'], ['data']),
      (error) =>
        opsError('mount-unexpected', 'expects no volume called "data"; it has %2 -> /free, logs -> /logs')(error) &&
        hasErrorCode(error, 'mount-unexpected') &&
        error.hint === 'attach it as %2:  ops volume attach web1 %2:data\nor build the image with  --mounts data:/data',
    );
    assert.throws(() => bind([], ['data']), opsError('mount-unexpected', 'it has no mounts'));
    assert.throws(() => bind(['data:/data'], ['%1:data']), opsError('mount-unexpected', 'expects nothing at %1'));
  });

  it('binds each mount to what it expects and nothing else, once, or refuses all', () => {
    const anySource = fc.constantFrom('data', 'logs', 'renamed', 'former', '%1', '%2', '%3');
    const anyMounts = fc
      .array(fc.record({ source: anySource, readOnly: fc.boolean() }), { maxLength: 6 })
      .map((mounts) => mounts.map(({ source, readOnly }, at) => `${source}:/m${at}${readOnly ? ':ro' : ''}`));
    const anyRequest = fc
      .record({
        id: fc.option(fc.constantFrom(1, 2, 3)),
        name: fc.constantFrom('data', 'logs', 'renamed'),
        readOnly: fc.boolean(),
      })
      .map(({ id, name, readOnly }) => `${id === null ? '' : `%${id}:`}${name}${readOnly ? ':ro' : ''}`);
    fc.assert(
      fc.property(anyMounts, fc.array(anyRequest, { maxLength: 4 }), (mounts, texts) => {
        const requests = texts.map(parseAttachRequest);
        const before = mounts.map(parseMount);
        let bound: BoundMount[];
        try {
          bound = bind(mounts, texts);
        } catch (error) {
          assert.ok(hasErrorCode(error, 'mount-unexpected') || hasErrorCode(error, 'mount-taken'));
          assert.ok(texts.length > 0);
          return;
        }
        assert.deepEqual(bound.map(({ mount }) => [mount.source, mount.path]), before.map(({ source, path }) => [source, path])); // prettier-ignore
        for (const [index, place] of bound.entries()) checkPlace(place, before[index]!.readOnly, requests);
        for (const request of requests) assert.ok(bound.some((place) => isFor(place, request)));
      }),
      { endOnFailure: true, numRuns: 500 },
    );
  });
});

/** What is attached there was asked for, is what the mount expects, and may be written only when both say so. */
function checkPlace(
  { mount, volume: bound }: BoundMount,
  wasReadOnly: boolean,
  requests: readonly AttachRequest[],
): void {
  const { source } = mount;
  if (bound === undefined) {
    const virtual = source.kind === 'virtual' ? source.id : null;
    assert.ok(virtual === null || requests.every(({ virtualId }) => virtualId !== virtual));
    assert.equal(mount.readOnly, wasReadOnly);
    return;
  }
  const wanted = requests.filter(({ what }) => what.kind === 'volume' && what.reference === bound.name);
  assert.ok(wanted.length > 0);
  if (source.kind === 'virtual') assert.ok(wanted.some(({ virtualId }) => virtualId === source.id));
  if (source.kind === 'name') assert.ok([bound.name, bound.probe.label].includes(source.name));
  assert.ok(!mount.readOnly || wasReadOnly || wanted.some(({ readOnly }) => readOnly));
  assert.ok(mount.readOnly || (!wasReadOnly && wanted.some(({ readOnly }) => !readOnly)));
}

function isFor({ mount, volume: bound }: BoundMount, { what, virtualId }: AttachRequest): boolean {
  const isThere = what.kind === 'volume' && bound?.name === what.reference;
  return isThere && (virtualId === null || (mount.source.kind === 'virtual' && mount.source.id === virtualId));
}
