import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bytes, MIB } from '../../src/core/size.js';
import type { Machine } from '../../src/qemu/machine.js';
import { findQemu, type QemuBinary } from '../../src/qemu/qemu-binary.js';

/** A folder for one test file, removed after it, and the QEMU of this machine: without one these tests fail. */
export class Workshop {
  readonly env = process.env;
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'ops-qemu-'));
  #qemu: QemuBinary | undefined;

  async qemu(): Promise<QemuBinary> {
    this.#qemu ??= await findQemu({ env: this.env, cacheFolder: this.file('cache') });
    return this.#qemu;
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** A machine that waits before its first instruction. */
  pausedMachine(parts: Partial<Machine> = {}): Machine {
    return {
      accelerator: 'tcg',
      memory: bytes(16 * MIB),
      cpus: 1,
      boot: { kind: 'firmware' },
      monitor: { socket: this.file('qmp.sock') },
      paused: true,
      ...parts,
    };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
