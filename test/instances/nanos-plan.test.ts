import assert from 'node:assert/strict';
import { parseMount } from '../../src/core/mount.js';
import { bytes } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { planMounts } from '../../src/guests/nanos/manifest/mounts.js';
import type { BoundMount } from '../../src/instances/bind-mounts.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { planNanosAttachments } from '../../src/instances/nanos-attach-plan.js';
import { planNanosMachine } from '../../src/instances/nanos-machine-plan.js';
import { machineArguments } from '../../src/qemu/machine.js';
import type { StoredVolume } from '../../src/volumes/volume-store.js';
import { opsError } from '../io/ops-error.js';
import { sampleRecord } from './sample-record.js';

const DATA = volume('data', '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');
const LOGS = volume('logs', '6f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');

function volume(name: string, uuid: string, more: Partial<StoredVolume['probe']> = {}): StoredVolume {
  const facts = { used: null, created: null, size: bytes(1), allocated: bytes(1) };
  const probe = { filesystem: 'tfs', healthy: true, label: name, uuid: parseUuid(uuid), ...facts, ...more } as const;
  return {
    name: parseVolumeName(name),
    uuid: parseUuid(uuid),
    location: `/v/${name}.raw`,
    probe,
    created: new Date(0),
  };
}

function bound(text: string, of?: StoredVolume, directory?: string): BoundMount {
  return { mount: parseMount(text), volume: of, directory };
}

const planOf = (mounts: readonly string[], ...places: readonly BoundMount[]) =>
  planNanosAttachments(planMounts(mounts.map((text) => parseMount(text))), places);

/** QEMU's arguments that are about disks, controllers and shares. */
function devices(mounts: readonly string[], ...places: readonly BoundMount[]): string[] {
  const sample = sampleRecord();
  const record = sampleRecord({
    settings: { ...sample.settings, mounts, root: { uuid: '', disk: { format: 'raw', file: '/i/root.raw' } } },
  });
  const attachments = planOf(mounts, ...places);
  const instances = new InstanceStore('/i');
  const machine = planNanosMachine({ record, accelerator: 'tcg', attachments, instances, console: 'log' });
  const args = machineArguments(machine);
  assert.ok(!args.includes('-kernel') && args.includes('-S') && args.includes('isa-debug-exit,iobase=0x501,iosize=4'));
  return args
    .filter((arg) => /^(virtio-scsi|virtio-blk|scsi-hd|local)/.test(arg))
    .map((arg) => arg.replaceAll(/volume-[\w-]{22}/g, 'V'));
}

describe('instances/nanos-plan', () => {
  it('boots from a virtio disk, and has a controller for each volume that the image expects', () => {
    const mounts = ['data:/a', '%3:/b:ro', '/host:/c', 'later:/d'];
    assert.deepEqual(
      devices(mounts, bound('data:/a', DATA), bound('%3:/b:ro', LOGS), bound('/host:/c', undefined, '/host')),
      [
        ...['virtio-scsi-pci,id=scsi0', 'virtio-scsi-pci,id=scsi1', 'virtio-scsi-pci,id=scsi2'],
        'virtio-blk-pci,drive=root,id=root,bootindex=0',
        'scsi-hd,bus=scsi0.0,drive=V,id=V',
        'scsi-hd,bus=scsi1.0,drive=V,id=V,device_id=persistent-disk-3',
        'local,path=/host,mount_tag=100,security_model=none,multidevs=remap,id=share0',
      ],
    );
  });

  it('keeps a volume on its controller, whatever else is attached', () => {
    const controllers = (...places: readonly BoundMount[]) =>
      planOf(['a:/a', '%1:/b', 'logs:/c'], ...places).disks.map(({ controller }) => controller);
    assert.deepEqual(controllers(bound('logs:/c', LOGS)), [2]);
    assert.deepEqual(controllers(bound('logs:/c', LOGS), bound('%1:/b', DATA)), [2, 1]);
  });

  it('gives a volume at two paths one disk, and opens for reading what the guest only reads', () => {
    const { disks } = planOf(
      ['data:/a:ro', 'data:/b:ro', 'logs:/c'],
      bound('data:/a:ro', DATA),
      bound('data:/b:ro', DATA),
      bound('logs:/c', LOGS),
    );
    assert.deepEqual(
      disks.map(({ readOnly }) => readOnly),
      [true, false],
    );
  });

  it('never opens a shared directory for reading alone, which the guest could not read', () => {
    const { shares } = planOf(
      ['/x:/a:ro', '%2:/b'],
      bound('/x:/a:ro', undefined, '/x'),
      bound('%2:/b', undefined, '/y'),
    );
    assert.deepEqual(shares, [
      { path: '/x', tag: '100', readOnly: false },
      { path: '/y', tag: '2', readOnly: false },
    ]);
  });

  it('refuses volumes that would crash the guest, that it would not find, and that it cannot read', () => {
    const byBoth = ['data:/a', `${DATA.uuid}:/b`];
    assert.throws(() => planOf(byBoth, bound(byBoth[0] ?? '', DATA)), opsError('mount-invalid', 'means it twice'));
    const renamed = volume('data', DATA.uuid, { label: 'old' });
    assert.throws(() => planOf(['data:/a'], bound('data:/a', renamed)), opsError('mount-unexpected', '"old"'));
    const ext4 = volume('data', DATA.uuid, { filesystem: 'ext4' });
    assert.throws(() => planOf(['data:/a'], bound('data:/a', ext4)), opsError('format-unsupported', 'holds ext4'));
    const damaged = volume('data', DATA.uuid, { healthy: false });
    assert.throws(() => planOf(['data:/a'], bound('data:/a', damaged)), opsError('format-unsupported', 'is damaged'));
  });

  it('refuses more mounts than the bus has places', () => {
    const mounts = Array.from({ length: 29 }, (_, index) => `v${index}:/m${index}`);
    assert.equal(devices(mounts.slice(1)).length, 29);
    assert.throws(() => devices(mounts), opsError('format-limit', '28'));
  });
});
