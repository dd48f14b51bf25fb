import assert from 'node:assert/strict';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { reopenConsoleLog } from '../../src/qemu/console-log.js';
import { startDetachedMachine } from '../../src/qemu/machine-process.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { opsError } from '../io/ops-error.js';
import { assertCounts, countingRom } from './counting-rom.js';
import { Workshop } from './real-qemu.js';

describe('the log of a console', () => {
  const workshop = new Workshop();
  after(() => {
    workshop.dispose();
  });

  it('is changed for another while the guest writes, and no byte is lost', async () => {
    const [rom, log, errorLog] = ['rom.bin', 'console.log', 'qemu.log'].map((name) => workshop.file(name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(rom, countingRom());
    const machine = workshop.pausedMachine({ boot: { kind: 'firmware', file: rom }, consoleLog: log });
    const running = await startDetachedMachine(machine, { qemu: await workshop.qemu(), env: workshop.env, errorLog });
    const files: string[] = [];
    try {
      await using monitor = await QmpClient.connect({ path: machine.monitor.socket });
      await monitor.execute('cont', {});
      for (let count = 0; count < 20; count++) {
        await delay(10);
        files.push(workshop.file(`console.log.${count}`));
        renameSync(log, files.at(-1) ?? '');
        await reopenConsoleLog(monitor, log);
      }
      await assert.rejects(reopenConsoleLog(monitor, workshop.file('no/folder')), opsError('qmp-failed'));
      const size = statSync(log).size;
      while (statSync(log).size === size) await delay(10);
    } finally {
      await running.kill({ forceAfter: 0 });
    }
    const written = Buffer.concat([...files, log].map((file) => readFileSync(file)));
    assert.ok(written.length > 10_000, `${written.length} bytes`);
    assertCounts(written);
    assert.equal(statSync(log).mode & 0o777, 0o600);
  });
});
