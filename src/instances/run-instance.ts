import { randomBytes } from 'node:crypto';
import { throwIfAborted } from '../core/abort.js';
import type { Home } from '../core/home.js';
import type { OperationOptions } from '../core/progress.js';
import { checkHostPorts } from '../qemu/host-ports.js';
import type { Environment } from '../qemu/qemu-binary.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import { resolveMountSources } from '../volumes/mount-sources.js';
import { claimInstance } from './claim-instance.js';
import type { GuestConsole } from './guest-console.js';
import { runGuest, type GuestOutcome } from './run-guest.js';
import { findHostParts, type HostParts } from './host-parts.js';
import { planMachine } from './machine-plan.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { prepareRoot, type PreparedRoot } from './prepare-root.js';
import type { RunRequest } from './run-request.js';

/** What a run needs of this machine. */
export interface RunHost {
  readonly home: Home;
  readonly env: Environment;
  readonly volumes: VolumeStore;
  readonly instances: InstanceStore;
  readonly now: () => Date;
}

/** What is known when the guest is about to start. */
export interface RunStart {
  readonly record: InstanceRecord;
  readonly parts: HostParts;
  readonly root: PreparedRoot;
}

export interface RunOptions extends OperationOptions {
  readonly console: GuestConsole;
  /** Called once, when all is ready and nothing of the guest has been printed. */
  readonly onStart: (start: RunStart) => void;
}

/**
 * Runs a program in a guest and waits for its end. Everything that can be wrong is looked at before anything is made;
 * nothing of the instance stays behind. An aborted signal stops the guest in order.
 *
 * @throws OpsError `volume-in-use`, `port-in-use`, `guest-boot-failed`, `guest-mount-failed`, and what its steps throw
 */
export async function runInstance(request: RunRequest, host: RunHost, options: RunOptions): Promise<GuestOutcome> {
  const { signal } = options;
  resolveMountSources(request.mounts, host.volumes);
  await checkHostPorts(request.forwards, signal);
  const parts = await findHostParts({
    ...host,
    accelerator: request.accelerator,
    needsShares: request.mounts.some(({ source }) => source.kind === 'host'),
    signal,
    ...(request.kernel !== undefined && { kernel: request.kernel }),
  });
  const { record, attachments } = await claimInstance(request, host);
  try {
    throwIfAborted(signal);
    const root = await prepareRoot(request, record.id, host, options);
    const consoleSecret = randomBytes(16).toString('hex');
    const { instances } = host;
    const machine = planMachine({ request, record, parts, attachments, root, instances, consoleSecret });
    options.onStart({ record, parts, root });
    return await runGuest({ machine, record, qemu: parts.qemu, consoleSecret, ...host, ...options });
  } finally {
    await host.instances.exclusively(() => {
      host.instances.delete(record.id);
    });
  }
}
