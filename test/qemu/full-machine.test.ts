import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { bytes, MIB } from '../../src/core/size.js';
import { isPortFree } from '../../src/qemu/host-ports.js';
import { startMachine } from '../../src/qemu/machine-process.js';
import { nodeName } from '../../src/qemu/node-name.js';
import { findQemuImg } from '../../src/qemu/qemu-binary.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { Workshop } from './real-qemu.js';

describe('a machine with every part', () => {
  const workshop = new Workshop();
  after(() => {
    workshop.dispose();
  });

  const disk = (name: string): string => {
    const file = workshop.file(name);
    writeFileSync(file, '');
    truncateSync(file, 1 << 20);
    return file;
  };

  it('is taken by QEMU, whatever its paths hold', async () => {
    const image = disk('image, "quoted".raw');
    const overlay = workshop.file('overlay,=.qcow2');
    execFileSync(findQemuImg(workshop.env), ['create', '-q', '-f', 'qcow2', overlay, '1M']);
    const shared = workshop.file('a, b=c');
    mkdirSync(shared);
    let hostPort = 8000 + (process.pid % 1000);
    while (!(await isPortFree(hostPort)) || !(await isPortFree(hostPort, 'udp'))) hostPort++;
    const machine = workshop.pausedMachine({
      memory: bytes(64 * MIB),
      cpus: 2,
      agent: { socket: workshop.file('agent,.sock') },
      disks: [
        {
          bus: 'virtio-blk',
          name: nodeName('root'),
          image: { format: 'qcow2', file: overlay, backing: { format: 'raw', file: image } },
          serial: 'root',
          boot: true,
        },
        { bus: 'scsi', name: nodeName('data'), image: { format: 'raw', file: disk('data.raw') }, serial: 'a,b' },
        { bus: 'scsi', name: nodeName('site'), image: { format: 'raw', file: disk('site.raw') }, readOnly: true },
      ],
      shares: [
        { path: shared, tag: 'first', readOnly: false },
        { path: shared, tag: 'second', readOnly: true },
      ],
      network: {
        forwards: [
          { protocol: 'tcp', hostPort, guestPort: 80 },
          { protocol: 'udp', hostPort, guestPort: 53 },
        ],
      },
    });
    const running = await startMachine(machine, { qemu: await workshop.qemu(), env: workshop.env });
    try {
      await using client = await QmpClient.connect({ path: machine.monitor.socket });
      const nodes = await client.execute('query-named-block-nodes', { flat: true });
      const opened = nodes.filter(({ drv }) => drv === 'file').map(({ file, ro }) => `${file} ${ro ? 'ro' : 'rw'}`);
      const expected = [
        `${overlay} rw`,
        `${image} ro`,
        `${workshop.file('data.raw')} rw`,
        `${workshop.file('site.raw')} ro`,
      ];
      assert.deepEqual(opened.sort(), expected.sort());
      assert.ok(!(await isPortFree(hostPort)) && !(await isPortFree(hostPort, 'udp')));
    } finally {
      await running.kill({ forceAfter: 0 });
    }
  });
});
