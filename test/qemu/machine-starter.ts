/** A program for parent-death.test.ts: starts a machine, says which, and waits to be killed, or kills the machine. */
import path from 'node:path';
import { bytes, MIB } from '../../src/core/size.js';
import type { Machine } from '../../src/qemu/machine.js';
import { startDetachedMachine, startMachine } from '../../src/qemu/machine-process.js';
import { findQemu } from '../../src/qemu/qemu-binary.js';

const [mode, folder = ''] = process.argv.slice(2);
const isDetached = mode !== 'attached';
const machine: Machine = {
  accelerator: 'tcg',
  memory: bytes(16 * MIB),
  cpus: 1,
  boot: { kind: 'firmware' },
  monitor: { socket: path.join(folder, 'qmp.sock') },
  paused: true,
  ...(isDetached && { consoleLog: path.join(folder, 'console.log') }),
};
const options = { qemu: await findQemu({ env: process.env, cacheFolder: folder }), env: process.env };
const running = isDetached
  ? await startDetachedMachine(machine, { ...options, errorLog: path.join(folder, 'qemu.log') })
  : await startMachine(machine, options);
process.send?.(running.identity);
if (mode === 'killing') process.exitCode = (await running.kill({ forceAfter: 0 })).signal === 'SIGKILL' ? 0 : 1;
else setInterval(() => undefined, 1_000);
