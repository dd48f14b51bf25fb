import assert from 'node:assert/strict';
import { hasErrorCode } from '../../src/core/errors.js';
import { bytes, MIB } from '../../src/core/size.js';
import { parseUuid } from '../../src/core/uuid.js';
import { machineArguments, type Machine } from '../../src/qemu/machine.js';
import { nodeName, volumeNodeName } from '../../src/qemu/node-name.js';

const UUID = parseUuid('5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');
const NODE = 'volume-XwwNPmpTT5ydDgtrbZ86EQ';

const SMALLEST: Machine = {
  accelerator: 'tcg',
  memory: bytes(256 * MIB),
  cpus: 1,
  boot: { kind: 'firmware' },
  monitor: { socket: '/i/qmp.sock' },
};

const FULL: Machine = {
  accelerator: 'kvm',
  memory: bytes(512 * MIB),
  cpus: 2,
  boot: { kind: 'kernel', kernel: '/k/vmlinux', initrd: '/k/init,rd', commandLine: 'quiet console=ttyS0 a=1,2' },
  monitor: { socket: '/i/qmp,1.sock', port: 8317 },
  agent: { socket: '/i/agent.sock' },
  disks: [
    {
      bus: 'virtio-blk',
      name: nodeName('root'),
      image: { format: 'qcow2', file: '/i/root.qcow2', backing: { format: 'raw', file: '/images/a, "b"' } },
      serial: 'root',
      boot: true,
    },
    {
      bus: 'scsi',
      name: volumeNodeName(UUID),
      image: { format: 'raw', file: '/v/data.raw' },
      serial: UUID,
      deviceId: 'persistent-disk-1',
    },
    { bus: 'scsi', name: nodeName('site'), image: { format: 'raw', file: '/v/site.raw' }, readOnly: true },
  ],
  shares: [
    { path: '/home/me/a,b', tag: '0', readOnly: false },
    { path: '/srv', tag: 'srv', readOnly: true },
  ],
  network: {
    forwards: [
      { protocol: 'tcp', hostPort: 8080, guestPort: 80 },
      { protocol: 'udp', hostPort: 53, guestPort: 53 },
    ],
  },
  paused: true,
};

/** Lines of `-option value`, as one reads them. */
function lines(machine: Machine): string[] {
  return machineArguments(machine)
    .join('\n')
    .replaceAll(/\n(?!-)/g, ' ')
    .split('\n');
}

describe('machine', () => {
  it('has nothing but what it must have', () => {
    assert.deepEqual(lines(SMALLEST), [
      '-machine q35,sata=off',
      '-accel tcg',
      '-cpu max',
      '-smp 1',
      '-m 268435456B',
      '-nodefaults',
      '-no-user-config',
      '-vga none',
      '-display none',
      '-no-reboot',
      '-chardev stdio,id=console,signal=off',
      '-serial chardev:console',
      '-chardev socket,id=qmp,path=/i/qmp.sock,server=on,wait=off',
      '-mon chardev=qmp,mode=control',
      '-device isa-debug-exit,iobase=0x501,iosize=4',
      '-device virtio-scsi-pci,id=scsi0',
    ]);
  });

  it('renders every part, in an order that never changes', () => {
    assert.deepEqual(lines(FULL), [
      '-machine q35,sata=off',
      '-accel kvm',
      '-cpu host',
      '-smp 2',
      '-m 536870912B',
      '-nodefaults',
      '-no-user-config',
      '-vga none',
      '-display none',
      '-no-reboot',
      '-kernel /k/vmlinux',
      '-initrd /k/init,rd',
      '-append quiet console=ttyS0 a=1,2',
      '-chardev stdio,id=console,signal=off',
      '-serial chardev:console',
      '-chardev socket,id=agent,path=/i/agent.sock,server=on,wait=off',
      '-serial chardev:agent',
      '-chardev socket,id=qmp,path=/i/qmp,,1.sock,server=on,wait=off',
      '-mon chardev=qmp,mode=control',
      '-chardev socket,id=qmp-tcp,host=127.0.0.1,port=8317,server=on,wait=off',
      '-mon chardev=qmp-tcp,mode=control',
      '-device isa-debug-exit,iobase=0x501,iosize=4',
      '-device virtio-scsi-pci,id=scsi0',
      '-blockdev {"node-name":"root","driver":"qcow2","discard":"unmap","file":{"driver":"file","filename":"/i/root.qcow2","discard":"unmap"},"backing":{"driver":"raw","read-only":true,"file":{"driver":"file","filename":"/images/a, \\"b\\""}}}',
      '-device virtio-blk-pci,drive=root,id=root,serial=root,bootindex=0',
      `-blockdev {"node-name":"${NODE}","driver":"raw","discard":"unmap","file":{"driver":"file","filename":"/v/data.raw","discard":"unmap"}}`,
      `-device scsi-hd,bus=scsi0.0,drive=${NODE},id=${NODE},serial=${UUID},device_id=persistent-disk-1`,
      '-blockdev {"node-name":"site","driver":"raw","read-only":true,"file":{"driver":"file","filename":"/v/site.raw"}}',
      '-device scsi-hd,bus=scsi0.0,drive=site,id=site',
      '-virtfs local,path=/home/me/a,,b,mount_tag=0,security_model=none,multidevs=remap,id=share0',
      '-virtfs local,path=/srv,mount_tag=srv,security_model=none,multidevs=remap,readonly=on,id=share1',
      '-netdev user,id=net0,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=udp:127.0.0.1:53-:53',
      '-device virtio-net-pci,netdev=net0,romfile=',
      '-S',
    ]);
  });

  it('boots other firmware', () => {
    const args = machineArguments({ ...SMALLEST, boot: { kind: 'firmware', file: '/usr/share/OVMF.fd' } });
    assert.equal(args[args.indexOf('-bios') + 1], '/usr/share/OVMF.fd');
  });

  it('refuses what QEMU would cut short or the system would not take', () => {
    const disk = { name: nodeName('a'), image: { format: 'raw', file: '/a' } } as const;
    const withDisk = (more: object): (() => string[]) => {
      const disks = [{ bus: 'scsi', ...disk, ...more }] as Machine['disks'] & object;
      return () => machineArguments({ ...SMALLEST, disks });
    };
    withDisk({ serial: UUID })();
    assert.throws(withDisk({ serial: `${UUID}-` }), /serial of a disk: 37 bytes, at most 36/);
    assert.throws(withDisk({ bus: 'virtio-blk', serial: UUID }), /36 bytes, at most 20/);
    assert.throws(withDisk({ deviceId: 'x'.repeat(248) }), /device id/);
    for (const tag of ['', 'ä'.repeat(16)]) {
      assert.throws(() => machineArguments({ ...SMALLEST, shares: [{ path: '/', tag, readOnly: true }] }), /mount tag/);
    }
    const socket = `/${'x'.repeat(103)}`;
    assert.throws(
      () => machineArguments({ ...SMALLEST, monitor: { socket } }),
      (error) => hasErrorCode(error, 'host-file'),
    );
  });
});
