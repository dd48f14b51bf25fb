import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseMount } from '../../src/core/mount.js';
import { planNanosDisk } from '../../src/guests/nanos/image/plan.js';
import { writeNanosDisk } from '../../src/guests/nanos/image/write.js';
import type { DiskRange } from '../../src/guests/nanos/image/partition-table.js';
import type { NanosManifest } from '../../src/guests/nanos/manifest/manifest.js';
import { planMounts } from '../../src/guests/nanos/manifest/mounts.js';
import { readBootParts } from '../../src/guests/nanos/releases/release.js';
import type { BoundMount } from '../../src/instances/bind-mounts.js';
import { InstanceStore } from '../../src/instances/instance-store.js';
import { planNanosAttachments } from '../../src/instances/nanos-attach-plan.js';
import { planNanosMachine } from '../../src/instances/nanos-machine-plan.js';
import { uuidFromBytes } from '../../src/core/uuid.js';
import { parseVolumeName } from '../../src/core/volume-name.js';
import { bytes } from '../../src/core/size.js';
import type { StoredVolume } from '../../src/volumes/volume-store.js';
import { readCrashLog, type CrashLog } from '../../src/guests/nanos/image/crash-log.js';
import { createFileTarget } from '../../src/io/file-target.js';
import { guestStatus } from '../../src/qemu/debug-exit.js';
import { startMachine } from '../../src/qemu/machine-process.js';
import { findQemu } from '../../src/qemu/qemu-binary.js';
import { QmpClient } from '../../src/qemu/qmp/client.js';
import { directory, encode, SOURCE, type Directory, type Node } from '../formats/ext4/trees.js';
import { makeVolume, MIB, UUID } from '../formats/tfs/volumes.js';
import { sampleRecord } from '../instances/sample-record.js';
import { nanosRelease } from './nanos-release.js';

export interface NanosRun {
  /** Files of the image, the program among them. */
  readonly files: Readonly<Record<string, Node>>;
  readonly manifest: Partial<NanosManifest> & Pick<NanosManifest, 'program'>;
  /** What the image expects, as `--mounts` has it. */
  readonly mounts?: readonly string[];
  /** What is attached there. */
  readonly bound?: readonly BoundMount[];
  /** What is done to the machine while it runs; `said` is its console up to now. */
  readonly during?: (monitor: QmpClient, said: () => string) => Promise<void>;
}

interface BuiltDisk {
  readonly file: string;
  readonly crashLog: DiskRange;
}

export interface NanosEnd {
  readonly console: string;
  /** What the guest gave to the debug exit device. */
  readonly status: number | undefined;
  readonly crashLog: CrashLog | undefined;
  /** From the first instruction to the end. */
  readonly milliseconds: number;
}

/** Builds images with our code and runs them under QEMU, as planned by our code. */
export class NanosWorkshop {
  #folder = '';

  get folder(): string {
    // Not before a test runs: without a release none does, and nobody would remove it.
    if (this.#folder === '') this.#folder = mkdtempSync(path.join(tmpdir(), 'ops-nanos-'));
    return this.#folder;
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** A TFS volume with a label, as the store knows it. */
  volume(label: string, tree: Directory, size = 4 * MIB): StoredVolume {
    const uuid = UUID.map((byte, index) => byte ^ (label.charCodeAt(index) || 0));
    const location = this.file(`${label}.raw`);
    writeFileSync(location, makeVolume(tree, { label: encode(label), uuid, size }));
    const facts = { used: null, created: null, size: bytes(1), allocated: bytes(1) };
    const probe = { filesystem: 'tfs', healthy: true, label, uuid: uuidFromBytes(uuid), ...facts } as const;
    return { name: parseVolumeName(label), uuid: probe.uuid, location, probe, created: new Date(0) };
  }

  /** Writes the disk of an image. @returns its path, and where its crash log is */
  buildDisk({ files, manifest, mounts = [] }: NanosRun): BuiltDisk {
    const klibs = manifest.klibs ?? [];
    const plan = planNanosDisk<Uint8Array>({
      boot: readBootParts(nanosRelease(), klibs),
      root: directory(files) satisfies Directory,
      manifest: {
        arguments: [manifest.program],
        environment: {},
        klibs,
        debugExit: true,
        readOnlyRoot: false,
        mounts: planMounts(mounts.map((mount) => parseMount(mount))),
        ...manifest,
      },
      uuids: { boot: UUID.toReversed(), root: UUID },
    });
    const file = this.file('root.raw');
    const fd = openSync(file, 'w');
    const written = [...writeNanosDisk(plan, SOURCE, createFileTarget(fd, file, plan.size))];
    closeSync(fd);
    if (written.at(-1) !== plan.bytesToWrite) throw new Error(`${written.at(-1)} of ${plan.bytesToWrite} bytes`);
    return { file, crashLog: plan.layout.crashLog };
  }

  async run(run: NanosRun): Promise<NanosEnd> {
    return this.boot(this.buildDisk(run), run);
  }

  /** Boots a disk that was built. */
  async boot({ file, crashLog }: BuiltDisk, run: Omit<NanosRun, 'files' | 'manifest'> = {}): Promise<NanosEnd> {
    const { mounts = [], bound = [] } = run;
    const sample = sampleRecord();
    const record = sampleRecord({
      guest: 'nanos',
      qmp: { port: null, socket: this.file('qmp.sock') },
      settings: {
        ...sample.settings,
        mounts,
        root: { uuid: '', disk: { format: 'raw', file } },
      },
    });
    const attachments = planNanosAttachments(planMounts(mounts.map((mount) => parseMount(mount))), bound);
    const machine = planNanosMachine({
      record,
      accelerator: 'tcg',
      attachments,
      instances: new InstanceStore(this.folder),
      console: 'ours',
    });
    const qemu = await findQemu({ env: process.env, cacheFolder: this.file('cache') });
    const running = await startMachine(machine, { qemu, env: process.env });
    try {
      const monitor = await QmpClient.connect({ path: machine.monitor.socket });
      const started = performance.now();
      await monitor.execute('cont', {});
      let console = '';
      running.console.setEncoding('utf8').on('data', (text: string) => (console += text));
      const ended = Promise.all([running.exited, once(running.console, 'end')]);
      const [[{ code }]] = await Promise.all([ended, run.during?.(monitor, () => console)]);
      return {
        console,
        status: guestStatus(code ?? 0),
        crashLog: readCrashLog(readFileSync(file).subarray(crashLog.start, crashLog.start + crashLog.size)),
        milliseconds: performance.now() - started,
      };
    } finally {
      await running.kill({ forceAfter: 0 });
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
