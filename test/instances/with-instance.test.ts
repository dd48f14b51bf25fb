import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { findProcess } from '../../src/io/process-identity.js';
import { tryLock } from '../../src/io/file-lock.js';
import { detachVolume } from '../../src/instances/detach-volume.js';
import type { InstanceRecord } from '../../src/instances/instance-record.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { observeInstance } from '../../src/instances/observe-instance.js';
import { stopInstance } from '../../src/instances/stop-instance.js';
import { withInstance } from '../../src/instances/with-instance.js';
import { opsError } from '../io/ops-error.js';
import { useTemporaryDirectory } from '../io/temporary-directory.js';
import { heldVolume, placeRecord, sampleRecord } from './sample-record.js';

const DATA = { uuid: '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11', name: 'data' };
const LOGS = { uuid: '6f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11', name: 'logs' };

describe('instances/with-instance', () => {
  const inDirectory = useTemporaryDirectory();
  let instances: InstanceStore;
  let other: ChildProcess;
  /** Of a process that is somebody else's, under whose number another one ran before. */
  let reused: NonNullable<InstanceRecord['machine']>;

  beforeEach(async () => {
    instances = new InstanceStore(inDirectory('instances'));
    other = spawn('sleep', ['60'], { stdio: 'ignore' });
    await once(other, 'spawn');
    const found = findProcess(other.pid!)!;
    reused = { ...found, startTime: found.startTime! - 1 };
  });
  afterEach(() => {
    other.kill('SIGKILL');
  });
  const place = (changes: Partial<InstanceRecord>): InstanceRecord => {
    const record = sampleRecord({ lifetime: 'lasting', supervisor: null, ...changes });
    const socket = inDirectory('instances', record.id, 'qmp.sock');
    placeRecord(instances.folder.directory, { ...record, qmp: { port: null, socket } });
    return instances.get(record.id);
  };

  it('takes no process for a machine that only has its number (L22)', async () => {
    const record = place({ machine: reused, started: '2026-01-02T03:04:05.000Z' });
    writeFileSync(instances.fileOf(record.id, 'console'), 'Kernel panic - not syncing\r\n');
    const { status, ending } = observeInstance(record, instances);
    assert.deepEqual([status, ending?.exitCode], ['failed', null]);
    assert.match(ending?.failure ?? '', /its last lines:\nKernel panic - not syncing$/);
    await assert.rejects(stopInstance('web1', instances, { seconds: 0 }), opsError('instance-state', 'does not run'));
    assert.equal(other.exitCode ?? other.signalCode, null);
  });

  it('writes down an end that nobody saw, and drops what was half attached or half detached', async () => {
    const changing = [
      { ...heldVolume(DATA), change: 'attaching' },
      { ...heldVolume(LOGS), change: 'detaching' },
    ] as const;
    const kept = heldVolume({ ...DATA, uuid: `7${DATA.uuid.slice(1)}` });
    place({ machine: reused, volumes: [kept, ...changing] });
    const seen = await withInstance(instances, 'web1', (record) => record);
    assert.deepEqual(seen.volumes, [kept]);
    assert.equal(seen.ending?.exitCode, null);
    assert.deepEqual(instances.get('web1'), seen);
  });

  it('lets a detach be asked for again that a killed command had begun', async () => {
    place({ machine: reused, volumes: [{ ...heldVolume(DATA), change: 'detaching' }] });
    const detached = await detachVolume('web1', 'data', instances, { force: false });
    assert.deepEqual([detached.name, detached.paths], ['data', ['/srv']]);
    await assert.rejects(detachVolume('web1', 'data', instances, { force: false }), opsError('volume-not-attached'));
  });

  for (const [what, command] of [
    ['about it', async () => withInstance(instances, 'web1', ({ ending }) => ending?.exitCode)],
    ['about another one', async () => instances.exclusively(() => null)],
  ] as const) {
    it(`waits for the end of a machine whose start was killed before it was written down, in a command ${what}`, async () => {
      const record = place({ supervisor: reused, machine: reused });
      const lock = tryLock(instances.fileOf(record.id, 'machineLock'))!;
      const machine = spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'ignore', lock.fd] });
      lock.release();
      let isKilled = false;
      setTimeout(() => (isKilled = machine.kill('SIGKILL')), 300);
      assert.equal(await command(), null);
      assert.ok(isKilled);
    });
  }
});
