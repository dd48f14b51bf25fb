import assert from 'node:assert/strict';
import { parseMount } from '../../../src/core/mount.js';
import { encodePassthrough } from '../../../src/guests/nanos/manifest/passthrough.js';
import { requireOneMount, type AttachedVolume } from '../../../src/guests/nanos/manifest/matching.js';
import { planMounts, shareTag } from '../../../src/guests/nanos/manifest/mounts.js';
import { opsError } from '../../io/ops-error.js';

const UUID = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';
const plan = (...texts: readonly string[]) => planMounts(texts.map((text) => parseMount(text)));

describe('guests/nanos/manifest: mounts', () => {
  it('has one key for each source, outer paths first', () => {
    const { entries, links } = plan('data:/srv/data', `${UUID.toUpperCase()}:/b:ro`, '%7:/c', 'data:/d');
    assert.deepEqual(
      entries.map(({ key, path, readOnly }) => [key, path, readOnly]),
      [
        [UUID, '/b', true],
        ['%7', '/c', false],
        ['data', '/d', false],
      ],
    );
    assert.deepEqual(links, [{ path: '/srv/data', target: '/d' }]);
  });

  it('gives shared directories ids that are no virtual ids, by their paths on the host', () => {
    const { entries } = plan('/home/b:/1', '/home/a:/2', '/home/b:/3', '%25:/4');
    const tags = Object.fromEntries(entries.map((entry) => [entry.path, shareTag(entry)]));
    assert.deepEqual(tags, { '/1': '101', '/2': '100', '/4': '25' });
  });

  it('refuses what the guest cannot do', () => {
    assert.throws(() => plan('a:/x', 'b:/x'), opsError('mount-invalid', 'two mounts at /x'));
    assert.throws(() => plan('a:/x', 'b:/x/y'), opsError('mount-invalid', 'inside one another'));
    assert.throws(() => plan('a:/x', 'a:/y:ro'), opsError('mount-invalid', 'a is read-only at /y alone'));
    assert.throws(() => plan('a:/proc/x'), opsError('mount-invalid', '/proc'));
  });

  it('finds the mount of a volume as the guest does: by label, UUID or id', () => {
    const mounts = plan('data:/a', `${UUID}:/b`, '%3:/c');
    const volume: AttachedVolume = { name: 'v', label: 'v', uuid: null, virtualId: null };
    const pathOf = (more: Partial<AttachedVolume>) => requireOneMount({ ...volume, ...more }, mounts).path;
    assert.deepEqual([pathOf({ label: 'data' }), pathOf({ uuid: UUID }), pathOf({ virtualId: 3 })], ['/a', '/b', '/c']);
    for (const more of [{}, { name: 'data' }, { label: 'Data' }, { virtualId: 4 }]) {
      assert.throws(() => pathOf(more), opsError('mount-unexpected', 'label'));
    }
  });

  it('refuses a volume that the guest would mount twice, and crash', () => {
    const mounts = plan('data:/a', `${UUID}:/b`, '%3:/c');
    const volume: AttachedVolume = { name: 'data', label: 'data', uuid: null, virtualId: null };
    for (const more of [{ uuid: UUID }, { virtualId: 3 }]) {
      assert.throws(() => requireOneMount({ ...volume, ...more }, mounts), opsError('mount-invalid', 'means it twice'));
    }
  });
});

describe('guests/nanos/manifest: passthrough', () => {
  it('has texts, lists and objects as they are, numbers as text, flags as the other writers have them', () => {
    const settings = {
      expected_exit_code: ['3', 4, '!5'],
      mmap_min_addr: 4096,
      exec_protection: true,
      en1: { 'io-queues': 2, ipaddr: '10.0.0.2' },
      consoles: ['+net'],
    };
    assert.deepEqual(encodePassthrough(settings), {
      ...settings,
      expected_exit_code: ['3', '4', '!5'],
      mmap_min_addr: '4096',
      exec_protection: 't',
      en1: { 'io-queues': '2', ipaddr: '10.0.0.2' },
    });
  });

  it('leaves out what is false, also where the kernel would take it for true', () => {
    const settings = { exec_protection: false, noaslr: 'false', ltrace: 'F', reboot_on_exit: 'no', log_level: 'false' };
    assert.deepEqual(encodePassthrough(settings), { log_level: 'false' });
    assert.deepEqual(encodePassthrough({ reboot_on_exit: '*', idle_on_exit: 't' }), {
      reboot_on_exit: '*',
      idle_on_exit: 't',
    });
  });

  it('refuses what is set elsewhere and what no manifest holds', () => {
    for (const key of ['children', 'program', 'mounts']) {
      assert.throws(() => encodePassthrough({ [key]: 'x' }), opsError('usage-invalid', key));
    }
    assert.throws(
      () => encodePassthrough({ a: { b: [null] } }),
      opsError('usage-invalid', 'ManifestPassthrough.a.b[0]'),
    );
    assert.throws(() => encodePassthrough({ a: Number.NaN }), opsError('usage-invalid', 'a: NaN'));
  });
});
