import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findProcess, isRunning } from '../../src/io/process-identity.js';

describe('io/process-identity', () => {
  it('knows a running process, and that it ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = findProcess(child.pid!);
    assert.ok(identity);
    assert.equal(isRunning(identity), true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(isRunning(identity), false);
    assert.equal(findProcess(child.pid!), undefined);
  });

  it('does not take a process that got the same id for the one before', () => {
    const self = findProcess(process.pid);
    assert.ok(self?.startTime);
    assert.equal(isRunning({ ...self, startTime: self.startTime - 1 }), false);
    assert.equal(isRunning({ ...self, bootId: 'another boot' }), false);
  });

  it('reads past a name with spaces and parentheses', async () => {
    const shell = spawn('bash', ['-c', "printf 'a) Z 1 (b' > /proc/$$/comm; echo ready; read"]);
    await once(shell.stdout, 'data');
    try {
      const identity = findProcess(shell.pid!);
      assert.ok(identity && Number(identity.startTime) >= Number(findProcess(process.pid)?.startTime));
    } finally {
      shell.kill('SIGKILL');
    }
  });

  it('counts a zombie as ended', async () => {
    // The shell becomes `sleep`, which never reaps the child that it inherits.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = Number(chunk.toString());
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(findProcess(zombie), undefined);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });
});
