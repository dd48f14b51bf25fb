import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, readStartTime } from '../../src/qemu/process-identity.js';

describe('process identity', () => {
  it('tells a process from a later one of the same number', () => {
    const startTime = readStartTime(process.pid);
    assert.ok(startTime !== undefined && Number.isSafeInteger(startTime));
    assert.ok(isAlive({ pid: process.pid, startTime }));
    assert.ok(!isAlive({ pid: process.pid, startTime: startTime - 1 }));
  });

  it('does without a start time where there is none', () => {
    assert.ok(isAlive({ pid: process.pid, startTime: undefined }));
    assert.ok(!isAlive({ pid: 2 ** 22 + 1, startTime: undefined }));
  });

  it('reads past a name with spaces and parentheses', async () => {
    const shell = spawn('bash', ['-c', "printf 'a) Z 1 (b' > /proc/$$/comm; echo ready; read"]);
    await once(shell.stdout, 'data');
    try {
      const startTime = readStartTime(shell.pid!);
      assert.ok(startTime !== undefined && startTime >= readStartTime(process.pid)!);
      assert.ok(isAlive({ pid: shell.pid!, startTime }));
    } finally {
      shell.kill('SIGKILL');
    }
  });

  it('takes a zombie for ended', async () => {
    // The shell becomes a program that does not wait for the shell's child.
    const shell = spawn('bash', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
    const [output] = (await once(shell.stdout, 'data')) as [Buffer];
    const zombie = Number(output.toString());
    try {
      while (readStartTime(zombie) !== undefined) await sleep(5);
      assert.ok(!isAlive({ pid: zombie, startTime: 1 }));
      assert.ok(process.kill(zombie, 0), 'it has its number still');
    } finally {
      shell.kill('SIGKILL');
    }
  });
});
