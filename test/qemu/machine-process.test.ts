import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { hasErrorCode, OpsError } from '../../src/core/errors.js';
import { guestStatus } from '../../src/qemu/debug-exit.js';
import type { ScsiDisk } from '../../src/qemu/disk.js';
import type { Machine } from '../../src/qemu/machine.js';
import { startDetachedMachine, startMachine, type AttachedMachine } from '../../src/qemu/machine-process.js';
import { nodeName } from '../../src/qemu/node-name.js';
import { probeRom } from '../../src/qemu/probe-rom.js';
import { findProcess } from '../../src/io/process-identity.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { Workshop } from './real-qemu.js';

/** Processes that have `text` among their arguments. */
function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // It ended while we looked.
    }
  });
}

/** Field 6 of proc_pid_stat(5). */
function sessionOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}

describe('machine process', () => {
  const workshop = new Workshop();
  const running: { kill(options: { forceAfter: number }): Promise<unknown> }[] = [];

  const start = async (machine: Machine): Promise<AttachedMachine> => {
    const started = await startMachine(machine, { qemu: await workshop.qemu(), env: workshop.env });
    running.push(started);
    return started;
  };

  const failure = async (machine: Machine): Promise<OpsError> => {
    const error: unknown = await start(machine).then(
      () => assert.fail('the machine started'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof OpsError, String(error));
    return error;
  };

  const disk = (name: string, readOnly: boolean): ScsiDisk => {
    const file = workshop.file(`${name}.raw`);
    writeFileSync(file, '');
    truncateSync(file, 1 << 20);
    return { bus: 'scsi', name: nodeName('data'), image: { format: 'raw', file }, readOnly };
  };

  const modeOfNewFile = (name: string): number => {
    writeFileSync(workshop.file(name), '', { mode: 0o666 });
    return statSync(workshop.file(name)).mode;
  };

  const firmware = (): Machine['boot'] => {
    const file = workshop.file('rom.bin');
    writeFileSync(file, probeRom());
    return { kind: 'firmware', file };
  };

  afterEach(async () => {
    await Promise.all(running.splice(0).map((machine) => machine.kill({ forceAfter: 0 })));
  });
  after(() => {
    workshop.dispose();
  });

  it('starts a machine with sockets for this user alone, and ends it', async () => {
    const agentSocket = workshop.file('agent.sock');
    const machine = workshop.pausedMachine({ agent: { socket: agentSocket } });
    const before = modeOfNewFile('before');
    const started = await start(machine);
    assert.equal(modeOfNewFile('after'), before, 'our own umask is as it was');
    assert.ok(findProcess(started.pid));
    // A session of its own: Ctrl-C at our terminal is for us to handle.
    assert.equal(sessionOf(started.pid), started.pid);
    assert.match(readFileSync(`/proc/${started.pid}/cmdline`, 'utf8'), /^[^\0]*qemu-system-x86_64\0/);
    for (const file of [machine.monitor.socket, agentSocket]) assert.equal(statSync(file).mode & 0o777, 0o600, file);
    const exit = await started.kill();
    assert.deepEqual([exit.code, exit.signal], [0, null]);
    assert.match(exit.stderrTail, /terminating on signal 15/);
    assert.equal(findProcess(started.pid), undefined);
  });

  it('is not taken in by a machine that answers on the same socket', async () => {
    await start(workshop.pausedMachine());
    const error = await failure(workshop.pausedMachine({ cpus: 1000 }));
    assert.equal(error.code, 'qemu-failed');
  });

  it('gives the status of the guest, also of one that ends at once', async () => {
    const started = await start(workshop.pausedMachine({ paused: false, boot: firmware() }));
    const { code } = await started.exited;
    assert.equal(code, 33);
    assert.equal(guestStatus(code), 16);
  });

  it('kills a machine that does not listen to SIGTERM', async () => {
    const started = await start(workshop.pausedMachine());
    process.kill(started.pid, 'SIGSTOP');
    const { signal } = await started.kill({ forceAfter: 50 });
    assert.equal(signal, 'SIGKILL');
  });

  it('lets machines share a disk read-only, and no other way', async () => {
    const shared = disk('shared', true);
    const machine = (name: string, parts: Partial<ScsiDisk>): Machine =>
      workshop.pausedMachine({ monitor: { socket: workshop.file(name) }, disks: [{ ...shared, ...parts }] });
    await start(machine('a.sock', {}));
    await start(machine('b.sock', {}));
    const error = await failure(machine('c.sock', { readOnly: false }));
    assert.equal(error.code, 'volume-in-use');
    assert.match(
      error.message,
      /shared.raw: in use by another machine \(qemu-system-x86, pid \d+; qemu-system-x86, pid \d+\)$/,
    );
    assert.ok(error.cause instanceof Error);
  });

  it('refuses to read a disk that another machine writes', async () => {
    const written = disk('written', false);
    await start(workshop.pausedMachine({ disks: [written] }));
    const monitor = { socket: workshop.file('reader.sock') };
    const error = await failure(workshop.pausedMachine({ monitor, disks: [{ ...written, readOnly: true }] }));
    assert.equal(error.code, 'volume-in-use');
  });

  describe('that cannot start', () => {
    let server: Server;
    let port: number;

    before(async () => {
      server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
    });
    after(() => server.close());

    it('names the forwarded port that is taken, and who has it', async () => {
      const forwards = [{ protocol: 'tcp', hostPort: port, guestPort: 80 }] as const;
      const error = await failure(workshop.pausedMachine({ network: { forwards } }));
      assert.equal(error.code, 'port-in-use');
      assert.deepEqual([error.details['port'], error.details['pid']], [port, process.pid]);
    });

    it('names the management port that is taken', async () => {
      const error = await failure(workshop.pausedMachine({ monitor: { socket: workshop.file('q.sock'), port } }));
      assert.equal(error.code, 'port-in-use');
      assert.equal(error.details['port'], port);
    });

    it('names the file that is missing', async () => {
      const image = { format: 'raw', file: '/nowhere/a,b "c".raw' } as const;
      const disks = [{ bus: 'scsi', name: nodeName('data'), image }] as const;
      assert.equal((await failure(workshop.pausedMachine({ disks }))).message, `${image.file}: no such file`);
      const shares = [{ path: '/nowhere/shared', tag: 'share', readOnly: false }];
      assert.equal((await failure(workshop.pausedMachine({ shares }))).message, '/nowhere/shared: no such file');
      const boot = { kind: 'kernel', kernel: '/nowhere/vmlinux', commandLine: '' } as const;
      const error = await failure(workshop.pausedMachine({ boot }));
      assert.equal(error.message, '/nowhere/vmlinux: no such file');
      assert.equal(error.code, 'host-file');
    });

    it("has QEMU's own words for anything else", async () => {
      const error = await failure(workshop.pausedMachine({ cpus: 1000 }));
      assert.equal(error.code, 'qemu-failed');
      assert.match(error.message, /CPUs/i);
    });

    it('is not left running when it is called off', async () => {
      const monitor = { socket: workshop.file('called-off.sock') };
      const options = { qemu: await workshop.qemu(), env: workshop.env };
      for (const delay of [0, 3, 6, 12]) {
        const signal = AbortSignal.timeout(delay);
        const starting = startMachine(workshop.pausedMachine({ monitor }), { ...options, signal });
        await assert.rejects(starting, (error) => hasErrorCode(error, 'interrupted'));
        assert.deepEqual(processesWith(monitor.socket), []);
      }
    });

    it('is told from a program that does not run', async () => {
      const qemu = { file: '/nowhere/qemu', version: '9.0.0' };
      const start = startMachine(workshop.pausedMachine(), { qemu, env: workshop.env });
      await assert.rejects(start, (error) => hasErrorCode(error, 'qemu-failed'));
    });
  });

  it('starts a machine that goes on without us, its console in a file', async () => {
    const consoleLog = workshop.file('console.log');
    const logs = { errorLog: workshop.file('qemu.log') };
    writeFileSync(logs.errorLog, 'words of an earlier machine\n');
    const machine = workshop.pausedMachine({ consoleLog });
    const started = await startDetachedMachine(machine, { qemu: await workshop.qemu(), env: workshop.env, ...logs });
    running.push(started);
    assert.equal(statSync(consoleLog).mode & 0o777, 0o600);
    const client = await QmpClient.connect({ path: machine.monitor.socket });
    await client.quit();
    assert.deepEqual(await started.exited, { code: 0, signal: null, stderrTail: '' });
  });

  it('says which log cannot be made, and forgives one that is gone when the machine ends', async () => {
    const options = { qemu: await workshop.qemu(), env: workshop.env };
    const logs = { errorLog: workshop.file('nowhere/qemu.log') };
    const start = startDetachedMachine(workshop.pausedMachine(), { ...options, ...logs });
    await assert.rejects(start, (error) => hasErrorCode(error, 'host-file') && error.message.startsWith(logs.errorLog));
    const errorLog = workshop.file('gone.log');
    const started = await startDetachedMachine(workshop.pausedMachine(), { ...options, ...logs, errorLog });
    running.push(started);
    rmSync(errorLog);
    assert.equal((await started.kill()).stderrTail, '');
  });

  it('says why a detached machine did not start', async () => {
    const logs = { errorLog: workshop.file('qemu.log') };
    const machine = workshop.pausedMachine({ cpus: 1000 });
    const start = startDetachedMachine(machine, { qemu: await workshop.qemu(), env: workshop.env, ...logs });
    await assert.rejects(start, (error) => hasErrorCode(error, 'qemu-failed') && /CPUs/i.test(error.message));
  });
});
