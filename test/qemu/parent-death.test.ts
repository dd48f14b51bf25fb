import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from '../../src/io/process-identity.js';
import { Workshop } from './real-qemu.js';

const STARTER = path.join(import.meta.dirname, 'machine-starter.js');

describe('a machine whose starter is killed', () => {
  const workshop = new Workshop();
  after(() => {
    workshop.dispose();
  });

  const startAndDie = async (mode: 'attached' | 'detached'): Promise<ProcessIdentity> => {
    const starter = fork(STARTER, [mode, workshop.folder]);
    const [machine] = (await once(starter, 'message')) as [ProcessIdentity];
    assert.ok(isRunning(machine));
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    return machine;
  };

  it('is gone at once', async () => {
    const machine = await startAndDie('attached');
    for (let waited = 0; isRunning(machine) && waited < 5_000; waited += 10) await sleep(10);
    assert.ok(!isRunning(machine));
  });

  it('goes on when it is detached', async () => {
    const machine = await startAndDie('detached');
    await sleep(100);
    assert.ok(isRunning(machine));
    process.kill(machine.pid, 'SIGKILL');
  });

  it('is waited for by a starter that has nothing else to do than to kill it', async () => {
    const starter = fork(STARTER, ['killing', workshop.folder]);
    assert.deepEqual(await once(starter, 'exit'), [0, null]);
  });
});
