import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { hasErrorCode, OpsError } from '../../src/core/errors.js';
import type { ScsiDisk } from '../../src/qemu/disk.js';
import { plugDisk, unplugDisk } from '../../src/qemu/hot-plug.js';
import { startMachine, type AttachedMachine } from '../../src/qemu/machine-process.js';
import { nodeName } from '../../src/qemu/node-name.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { QmpCommandError } from '../../src/qemu/qmp/errors.js';
import { FakeQemu } from './qmp/fake-qemu.js';
import { Workshop } from './real-qemu.js';

describe('qemu/hot-plug', () => {
  const workshop = new Workshop();
  const socket = workshop.file('qmp.sock');
  let machine: AttachedMachine;
  let other: AttachedMachine;

  const disk = (name: string, parts: Partial<ScsiDisk> = {}): ScsiDisk => {
    const file = workshop.file(`${name}.raw`);
    writeFileSync(file, '', { flag: 'a' });
    truncateSync(file, 1 << 20);
    return { bus: 'scsi', name: nodeName(name), image: { format: 'raw', file }, ...parts };
  };
  const shown = async (monitor: QmpClient) => {
    const nodes = await monitor.execute('query-named-block-nodes', { flat: true });
    const backends = await monitor.execute('query-block', {});
    return [...nodes.map((node) => node['node-name']), ...backends.map(({ qdev }) => qdev)].filter(
      (name) => name !== undefined && !name.startsWith('#'),
    );
  };

  before(async () => {
    const options = { qemu: await workshop.qemu(), env: workshop.env };
    machine = await startMachine(workshop.pausedMachine(), options);
    const monitor = { socket: workshop.file('other.sock') };
    other = await startMachine(workshop.pausedMachine({ monitor, disks: [disk('written')] }), options);
  });
  after(async () => {
    await Promise.all([machine, other].map((started) => started.kill({ forceAfter: 0 })));
    workshop.dispose();
  });

  it('shows a disk and takes it away, over and over, and the guest is not asked (L15, L17)', async () => {
    await using monitor = await QmpClient.connect({ path: socket });
    const volume = disk('volume', { serial: 'data', deviceId: 'persistent-disk-1' });
    for (let round = 0; round < 5; round++) {
      await plugDisk(monitor, volume);
      assert.deepEqual(await shown(monitor), ['volume', 'volume']);
      await unplugDisk(monitor, volume.name);
      assert.deepEqual(await shown(monitor), []);
    }
    await unplugDisk(monitor, volume.name);
  });

  it('leaves nothing of a disk that another machine writes, and names that machine', async () => {
    await using monitor = await QmpClient.connect({ path: socket });
    for (const readOnly of [false, true]) {
      await assert.rejects(plugDisk(monitor, disk('written', { readOnly })), (error) => {
        assert.ok(hasErrorCode(error, 'volume-in-use'));
        assert.ok(
          error.message.endsWith(`in use by another machine (qemu-system-x86, pid ${other.pid})`),
          error.message,
        );
        assert.deepEqual(error.details['holders'], [{ pid: other.pid, name: 'qemu-system-x86' }]);
        return true;
      });
      assert.deepEqual(await shown(monitor), []);
    }
  });

  it('leaves nothing of a disk whose file is not there', async () => {
    await using monitor = await QmpClient.connect({ path: socket });
    const missing = disk('missing', { image: { format: 'raw', file: workshop.file('none.raw') } });
    await assert.rejects(plugDisk(monitor, missing), (error) => hasErrorCode(error, 'host-file'));
    assert.deepEqual(await shown(monitor), []);
  });

  it('leaves a disk that is there as it is when it is plugged again', async () => {
    await using monitor = await QmpClient.connect({ path: socket });
    await plugDisk(monitor, disk('twice'));
    await assert.rejects(plugDisk(monitor, disk('twice')), (error) => error instanceof QmpCommandError);
    assert.deepEqual(await shown(monitor), ['twice', 'twice']);
    await unplugDisk(monitor, nodeName('twice'));
  });

  it('shares a disk with whoever only reads it', async () => {
    const readOnly = true;
    await using monitor = await QmpClient.connect({ path: socket });
    await using another = await QmpClient.connect({ path: workshop.file('other.sock') });
    await plugDisk(monitor, disk('shared', { readOnly }));
    await plugDisk(another, disk('shared', { readOnly }));
    assert.deepEqual(await shown(monitor), ['shared', 'shared']);
    await unplugDisk(monitor, nodeName('shared'));
    await unplugDisk(another, nodeName('shared'));
  });

  it('says why a plug failed, though the machine goes away before it can be undone', async () => {
    const qemu: FakeQemu = new FakeQemu({
      answer: ({ execute, id }) => {
        if (execute === 'blockdev-add') return [{ return: {}, id }];
        if (execute === 'device_add') return [{ error: { class: 'GenericError', desc: 'no such bus' }, id }];
        qemu.end();
        return [];
      },
    });
    const monitor = await QmpClient.negotiate(qemu.client);
    await assert.rejects(plugDisk(monitor, disk('lost')), (error) => {
      return error instanceof OpsError && error.message.includes('no such bus');
    });
  });
});
