import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted } from '../core/abort.js';
import { bytes, MIB } from '../core/size.js';
import type { Accelerator } from './accelerator-kind.js';
import { makeDirectory } from '../io/directories.js';
import { hostError } from '../io/host-errors.js';
import type { Machine } from './machine.js';
import { startMachine, type StartOptions } from './machine-process.js';
import { PROBE_PASSED_STATUS, probeRom } from './probe-rom.js';

export interface ProbeOptions extends StartOptions {
  /** For the ROM and a socket; nothing is left there. */
  readonly cacheFolder: string;
  /** Milliseconds for the ROM to end. Default 1000. */
  readonly limit?: number;
  /** Firmware to run; {@link probeRom} unless told otherwise. */
  readonly rom?: Uint8Array;
}

const LIMIT = 1_000;
const MEMORY = bytes(16 * MIB);

/**
 * True when a machine of ours runs code under `accelerator`. Trying is the only proof: there are hosts on which KVM
 * opens, makes a machine, calls it running, and never gets anywhere with it.
 *
 * @throws OpsError `interrupted`; `host-file`, `host-file-denied` about the folder
 */
export async function probeAccelerator(accelerator: Accelerator, options: ProbeOptions): Promise<boolean> {
  const { cacheFolder, rom = probeRom() } = options;
  const folder = await makeFolder(cacheFolder);
  try {
    const file = path.join(folder, 'rom.bin');
    await writeFile(file, rom);
    return await runsToItsEnd(probeMachine(accelerator, file, path.join(folder, 'qmp.sock')), options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFolder(parent: string): Promise<string> {
  try {
    makeDirectory(parent);
    return await mkdtemp(path.join(parent, 'probe-'));
  } catch (error) {
    throw hostError(error, parent, 'write');
  }
}

function probeMachine(accelerator: Accelerator, file: string, socket: string): Machine {
  return { accelerator, memory: MEMORY, cpus: 1, boot: { kind: 'firmware', file }, monitor: { socket } };
}

async function runsToItsEnd(machine: Machine, options: ProbeOptions): Promise<boolean> {
  const running = await startMachine(machine, options).catch(() => undefined);
  throwIfAborted(options.signal);
  if (running === undefined) return false;
  const timer = new AbortController();
  try {
    const late = sleep(options.limit ?? LIMIT, undefined, { signal: timer.signal }).catch(() => undefined);
    const exit = await Promise.race([running.exited, late]);
    return exit?.code === PROBE_PASSED_STATUS;
  } finally {
    timer.abort();
    await running.kill({ forceAfter: 0 });
  }
}
