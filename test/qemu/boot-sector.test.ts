import assert from 'node:assert/strict';
import { once } from 'node:events';
import { truncateSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { guestStatus } from '../../src/qemu/debug-exit.js';
import type { Disk } from '../../src/qemu/disk.js';
import { startMachine } from '../../src/qemu/machine-process.js';
import { nodeName } from '../../src/qemu/node-name.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { Workshop } from './real-qemu.js';

/** A guest of 32 bytes: reads a byte from the console, writes it to the console and to the agent's port, exits with 42. */
const BOOT_CODE = [
  ...[0xba, 0xfd, 0x03], // movw $0x3fd, %dx: line status of the first serial port
  ...[0xec], // 1: inb %dx, %al
  ...[0xa8, 0x01], // testb $1, %al
  ...[0x74, 0xfb], // jz 1b
  ...[0xba, 0xf8, 0x03], // movw $0x3f8, %dx: its data
  ...[0xec], // inb %dx, %al
  ...[0xee], // outb %al, %dx
  ...[0xba, 0xf8, 0x02], // movw $0x2f8, %dx: data of the second serial port
  ...[0xee], // outb %al, %dx
  ...[0x66, 0xb8, 42, 0, 0, 0], // movl $42, %eax
  ...[0xba, 0x01, 0x05], // movw $0x501, %dx
  ...[0x66, 0xef], // outl %eax, %dx
];

describe('a machine that boots from a disk', () => {
  const workshop = new Workshop();
  after(() => {
    workshop.dispose();
  });

  const disk = (name: string, code: readonly number[]): Disk['image'] => {
    const sector = Buffer.alloc(512);
    sector.set(code);
    sector.set([0x55, 0xaa], 510);
    writeFileSync(workshop.file(name), sector);
    truncateSync(workshop.file(name), 1 << 20);
    return { format: 'raw', file: workshop.file(name) };
  };

  for (const bus of ['virtio-blk', 'scsi'] as const) {
    it(`runs the code of the disk that has boot on ${bus}, with console, agent and exit status`, async () => {
      const agentSocket = workshop.file('agent.sock');
      const machine = workshop.pausedMachine({
        agent: { socket: agentSocket },
        disks: [
          { bus, name: nodeName('data'), image: disk('data', [0xf4, 0xeb, 0xfd]) },
          { bus, name: nodeName('root'), image: disk('root', BOOT_CODE), boot: true },
        ],
      });
      const running = await startMachine(machine, { qemu: await workshop.qemu(), env: workshop.env });
      try {
        const agent = createConnection(agentSocket);
        await once(agent, 'connect');
        const client = await QmpClient.connect({ path: machine.monitor.socket });
        await client.execute('cont', {});
        running.stdin.write('x');
        assert.deepEqual(await Promise.all([text(running.console), text(agent)]), ['x', 'x']);
        const { code } = await running.exited;
        assert.equal(guestStatus(code ?? 0), 42);
        await client.close();
      } finally {
        await running.kill({ forceAfter: 0 });
      }
    });
  }
});
