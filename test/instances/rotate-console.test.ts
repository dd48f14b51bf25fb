import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { InstanceRecord } from '../../src/instances/instance-record.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { CONSOLE_LIMIT } from '../../src/instances/rotate-console.js';
import { withInstance } from '../../src/instances/with-instance.js';
import { startDetachedMachine } from '../../src/qemu/machine-process.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { assertCounts, countingRom } from '../qemu/counting-rom.js';
import { FakeQemu } from '../qemu/qmp/fake-qemu.js';
import { Workshop } from '../qemu/real-qemu.js';
import { placeRecord, sampleRecord } from './sample-record.js';

const ENDING = { exitCode: 0, signal: null, at: '2026-01-02T03:04:05.000Z', failure: null };

describe('instances/rotate-console', () => {
  const workshop = new Workshop();
  const store = new InstanceStore(workshop.file('instances'));
  const { id, name } = sampleRecord();
  const [log, old] = [store.fileOf(id, 'console'), store.fileOf(id, 'oldConsole')];
  const touch = () => withInstance(store, name, () => undefined);
  const place = (changes: Partial<InstanceRecord>): void => {
    placeRecord(store.folder.directory, sampleRecord({ lifetime: 'lasting', supervisor: null, ...changes }));
  };
  const startCounting = async () => {
    writeFileSync(workshop.file('rom.bin'), countingRom());
    const machine = workshop.pausedMachine({
      boot: { kind: 'firmware', file: workshop.file('rom.bin') },
      monitor: { socket: store.fileOf(id, 'qmp') },
      consoleLog: log,
    });
    const errorLog = store.fileOf(id, 'errors');
    return startDetachedMachine(machine, { qemu: await workshop.qemu(), env: workshop.env, errorLog });
  };

  afterEach(() => {
    rmSync(store.folder.directory, { recursive: true, force: true });
  });
  after(() => {
    workshop.dispose();
  });

  it('begins a new log for an instance that does not run, once the log is full', async () => {
    place({ ending: ENDING });
    writeFileSync(old, 'older');
    writeFileSync(log, 'x');
    await touch();
    assert.equal(readFileSync(log, 'utf8'), 'x');
    truncateSync(log, CONSOLE_LIMIT);
    await touch();
    assert.equal(existsSync(log), false);
    assert.equal(statSync(old).size, CONSOLE_LIMIT);
  });

  it('rotates under a machine that runs, finishes what was begun, and loses nothing', async () => {
    place({});
    writeFileSync(log, '');
    truncateSync(log, CONSOLE_LIMIT);
    const running = await startCounting();
    try {
      place({ machine: running.identity ?? null, qmp: { port: null, socket: store.fileOf(id, 'qmp') } });
      {
        await using monitor = await QmpClient.connect({ path: store.fileOf(id, 'qmp') });
        await monitor.execute('cont', {});
      }
      while (statSync(log).size < CONSOLE_LIMIT + 1000) await delay(10);
      await touch();
      const first = readFileSync(old).subarray(CONSOLE_LIMIT);
      while (statSync(log).size < 1000) await delay(10);
      renameSync(log, old);
      await touch();
      while (statSync(log).size < 1000) await delay(10);
      await running.kill({ forceAfter: 0 });
      assertCounts(Buffer.concat([first, readFileSync(old), readFileSync(log)]));
    } finally {
      await running.kill({ forceAfter: 0 });
    }
  });

  for (const [what, answers] of Object.entries({ 'cannot be asked': false, refuses: true })) {
    it(`leaves the log to a machine that ${what}`, async () => {
      const socket = workshop.file('refusing.sock');
      const server = createServer((connection) => {
        const refusing = new FakeQemu({
          answer: ({ id: call }) => [{ id: call, error: { class: 'GenericError', desc: 'no' } }],
        });
        connection.pipe(refusing.client).pipe(connection);
      });
      if (answers) await once(server.listen(socket), 'listening');
      place({ machine: sampleRecord().supervisor, qmp: { port: null, socket } });
      writeFileSync(log, '');
      truncateSync(log, CONSOLE_LIMIT);
      await touch();
      server.close();
      assert.deepEqual([statSync(log).size, existsSync(old)], [CONSOLE_LIMIT, false]);
    });
  }
});
