import assert from 'node:assert/strict';
import { parseMount } from '../../src/core/mount.js';
import { bytes } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { planAttachments } from '../../src/instances/attach-plan.js';
import type { BoundMount } from '../../src/instances/bind-mounts.js';
import type { StoredVolume } from '../../src/volumes/volume-store.js';

const PROBE = {
  filesystem: 'ext4',
  healthy: true,
  label: '',
  uuid: null,
  used: null,
  created: null,
  size: bytes(1),
  allocated: bytes(1),
} as const;
const DATA = volume('data', '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');
const LOGS = volume('logs', '6f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');

function volume(name: string, uuid: string): StoredVolume {
  return { name, uuid: parseUuid(uuid), location: `/volumes/${name}.raw`, probe: PROBE, created: new Date(0) };
}

function mount(text: string, of?: StoredVolume): BoundMount {
  const parsed = parseMount(text);
  return { mount: parsed, volume: of, directory: parsed.source.kind === 'host' ? parsed.source.hostPath : undefined };
}

describe('instances/attach-plan', () => {
  it('gives a volume at two paths one disk, and two places in the record', () => {
    const plan = planAttachments([mount('data:/a', DATA), mount('logs:/l', LOGS), mount('data:/b:ro', DATA)], 'now');
    assert.deepEqual(
      plan.disks.map(({ serial, readOnly }) => [serial, readOnly]),
      [
        ['data', false],
        ['logs', false],
      ],
    );
    assert.deepEqual(
      plan.volumes.map(({ path, readOnly }) => [path, readOnly]),
      [
        ['/a', false],
        ['/l', false],
        ['/b', true],
      ],
    );
  });

  it('knows a volume by the name that the image has for it, also after it was renamed', () => {
    const { disks } = planAttachments([mount('old:/a', DATA), mount(`${LOGS.uuid}:/l`, LOGS)], 'now');
    assert.deepEqual(
      disks.map(({ serial }) => serial),
      ['old', 'logs'],
    );
  });

  it('opens read-only what nobody writes (L18)', () => {
    const plan = planAttachments([mount('data:/a:ro', DATA), mount('data:/b:ro', DATA)], 'now');
    assert.deepEqual(
      plan.disks.map(({ readOnly }) => readOnly),
      [true],
    );
    assert.ok(plan.volumes.every(({ readOnly, since }) => readOnly && since === 'now'));
  });

  it('shares a directory once, read-only only when all its mounts are (L21)', () => {
    const { shares, disks } = planAttachments(
      [mount('/x:/a:ro'), mount('/y:/b:ro'), mount('/x:/c'), mount('%1:/d')],
      'now',
    );
    assert.deepEqual(disks, []);
    assert.deepEqual(shares, [
      { path: '/x', tag: 'share0', readOnly: false },
      { path: '/y', tag: 'share1:ro', readOnly: true },
    ]);
  });

  it('leaves a directory of the image out that is detached, and keeps the tags of the others', () => {
    const { shares, directories } = planAttachments(
      [{ ...mount('/x:/a'), directory: undefined }, mount('/y:/b')],
      'now',
    );
    assert.deepEqual(shares, [{ path: '/y', tag: 'share1', readOnly: false }]);
    assert.deepEqual(directories, [{ hostPath: '/y', path: '/b', readOnly: false, virtualId: null }]);
  });

  it('shares a directory at a virtual id once, wherever the image mounts that', () => {
    const at = (text: string): BoundMount => ({ ...mount(text), directory: '/x' });
    const { shares } = planAttachments([at('%2:/a:ro'), at('%2:/b:ro')], 'now');
    assert.deepEqual(shares, [{ path: '/x', tag: 'virtual2:ro', readOnly: true }]);
  });

  it('names disks by UUID, whatever the volume is called (L15)', () => {
    const names = planAttachments([mount('data:/a', DATA), mount('logs:/b', LOGS)], 'now').disks.map(
      ({ name }) => name,
    );
    assert.equal(new Set(names).size, 2);
    for (const name of names) assert.match(name, /^[A-Za-z][A-Za-z0-9_-]{0,30}$/);
  });
});
