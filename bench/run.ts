import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { homeAt } from '../src/core/home.js';
import { bytes, MIB } from '../src/core/size.js';
import { kernelCommandLine } from '../src/guests/linux/kernel-command-line.js';
import { buildRootDisk } from '../src/images/build-root.js';
import { findHostParts } from '../src/instances/host-parts.js';
import { machineArguments } from '../src/qemu/machine.js';
import { nodeName } from '../src/qemu/node-name.js';
import { spread, type Spread } from './measure.js';

const OPS = path.resolve(import.meta.dirname, '../src/cli/ops.js');
const WORD = 'the-first-line-of-the-program';

export interface RunComparison {
  /** Seconds from the start of `ops` to the program's first line. */
  readonly ops: Spread;
  /** The same from the start of QEMU, with an image that is there already. */
  readonly qemu: Spread;
  readonly ratio: Spread;
}

/** `ops run`, image and all, beside the same machine as a QEMU command typed by hand. */
export async function compareRun(home: string, times: number): Promise<RunComparison> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ops-bench-run-'));
  try {
    const byHand = await qemuCommand(home, folder);
    const [ops, qemu]: [number[], number[]] = [[], []];
    for (let index = 0; index < times; index++) {
      ops.push(await secondsToWord(spawnShown([process.execPath, OPS, 'run', '/bin/echo', '-q', '-a', WORD], home)));
      qemu.push(await secondsToWord(spawnShown(byHand, home)));
    }
    const ratios = ops.map((seconds, index) => seconds / (qemu[index] ?? NaN));
    return { ops: spread(ops), qemu: spread(qemu), ratio: spread(ratios) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function qemuCommand(home: string, folder: string): Promise<string[]> {
  const parts = await findHostParts({
    home: homeAt(home),
    env: process.env,
    accelerator: 'auto',
    needsShares: false,
  });
  const file = path.join(folder, 'root.raw');
  const fd = openSync(file, 'wx+');
  const content = {
    ...{ program: '/bin/echo', arguments: [WORD], environment: {}, mounts: [], files: [], dirs: [], mapDirs: {} },
    ...{ copyArguments: false, nameServers: [], parentDirectory: '/', workingDirectory: '/', readOnlyRoot: false },
  };
  const target = { file: { fd, path: file }, sync: false };
  const { uuid } = await buildRootDisk({ content, hostname: 'bench', now: new Date(), ...target }, {});
  closeSync(fd);
  const machine = machineArguments({
    accelerator: parts.accelerator.accelerator,
    memory: bytes(512 * MIB),
    cpus: 1,
    boot: {
      kind: 'kernel',
      kernel: parts.kernel.vmlinux,
      initrd: parts.initramfs,
      commandLine: kernelCommandLine({ root: uuid, disks: 0, network: 'static' }),
    },
    monitor: { socket: path.join(folder, 'qmp.sock') },
    disks: [{ bus: 'virtio-blk', name: nodeName('root'), image: { format: 'raw', file } }],
    network: { forwards: [] },
  });
  return [parts.qemu.file, ...machine];
}

function spawnShown([program = '', ...args]: readonly string[], home: string): ChildProcess {
  return spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, OPS_HOME: home } });
}

async function secondsToWord(child: ChildProcess): Promise<number> {
  const started = performance.now();
  const ended = once(child, 'exit');
  let said = '';
  let seconds = NaN;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (Number.isNaN(seconds) && said.includes(WORD)) seconds = (performance.now() - started) / 1000;
  });
  await ended;
  return seconds;
}
