import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { hasErrorCode } from '../../../src/core/errors.js';
import { parseUuid } from '../../../src/core/uuid.js';
import { diskDevice, diskNode, type ScsiDisk } from '../../../src/qemu/disk.js';
import { startMachine, type AttachedMachine } from '../../../src/qemu/machine-process.js';
import { isPortFree } from '../../../src/qemu/host-ports.js';
import { volumeNodeName } from '../../../src/qemu/node-name.js';
import { QmpClient } from '../../../src/qemu/qmp/client.js';
import { QmpCommandError } from '../../../src/qemu/qmp/errors.js';
import { Workshop } from '../real-qemu.js';

const UUID = parseUuid('5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11');

describe('QMP client with QEMU itself', () => {
  const workshop = new Workshop();
  const address = { path: workshop.file('qmp.sock') };
  let machine: AttachedMachine;
  let port = 8000 + (process.pid % 1000);

  before(async () => {
    while (!(await isPortFree(port))) port++;
    const values = workshop.pausedMachine({ monitor: { socket: address.path, port } });
    machine = await startMachine(values, { qemu: await workshop.qemu(), env: workshop.env });
  });
  after(async () => {
    await machine.kill({ forceAfter: 0 });
    workshop.dispose();
  });

  it('asks, stops and goes on', async () => {
    await using client = await QmpClient.connect(address);
    assert.deepEqual(await client.execute('query-status', {}), {
      status: 'prelaunch',
      running: false,
      singlestep: false,
    });
    const resumed = client.waitForEvent('RESUME');
    await client.execute('cont', {});
    await resumed;
    await client.execute('stop', {});
    assert.equal((await client.execute('query-status', {})).status, 'paused');
    assert.equal(await client.execute('human-monitor-command', { 'command-line': 'cont' }), '');
  });

  it('attaches and detaches a disk', async () => {
    const file = workshop.file('a, "b".raw');
    writeFileSync(file, '');
    truncateSync(file, 1 << 20);
    const name = volumeNodeName(UUID);
    const disk: ScsiDisk = {
      bus: 'scsi',
      name,
      image: { format: 'raw', file },
      serial: UUID,
      deviceId: 'persistent-disk-1',
    };
    await using client = await QmpClient.connect(address);
    await client.execute('blockdev-add', diskNode(disk));
    await client.execute('device_add', diskDevice(disk));
    const node = (await client.execute('query-named-block-nodes', {})).find((found) => found['node-name'] === name);
    assert.deepEqual([node?.file, node?.ro, node?.image['virtual-size']], [file, false, 1 << 20]);
    const [backend] = await client.execute('query-block', {});
    assert.deepEqual([backend?.qdev, backend?.inserted?.['node-name']], [name, name]);
    await client.execute('block_resize', { 'node-name': name, size: 2 << 20 });
    const deleted = client.waitForEvent('DEVICE_DELETED', ({ device }) => device === name, { timeout: 5_000 });
    await client.execute('device_del', { id: name });
    await deleted;
    await client.execute('blockdev-del', { 'node-name': name });
    assert.deepEqual(await client.execute('query-named-block-nodes', {}), []);
  });

  it('gives the class of a refusal', async () => {
    await using client = await QmpClient.connect(address);
    await assert.rejects(client.execute('device_del', { id: 'nothing' }), (error) => {
      return error instanceof QmpCommandError && error.errorClass === 'DeviceNotFound';
    });
  });

  it('does not hang behind another client', async () => {
    await using first = await QmpClient.connect(address);
    await assert.rejects(
      QmpClient.connect(address, { timeout: 50 }),
      (error) => hasErrorCode(error, 'qmp-timeout') && error.hint?.includes('one client at a time') === true,
    );
    await first.execute('query-status', {});
  });

  it('works over TCP, beside the Unix socket', async () => {
    await using local = await QmpClient.connect(address);
    const client = await QmpClient.connect({ port });
    const shutdown = local.waitForEvent('SHUTDOWN');
    await client.quit();
    assert.deepEqual(await shutdown, { guest: false, reason: 'host-qmp-quit' });
    assert.equal((await machine.exited).code, 0);
    await assert.rejects(QmpClient.connect({ port }), (error) => hasErrorCode(error, 'qmp-failed'));
  });
});
