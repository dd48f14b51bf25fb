import { throwIfAborted } from '../core/abort.js';
import type { Home } from '../core/home.js';
import type { OperationOptions } from '../core/progress.js';
import { checkHostPorts } from '../qemu/host-ports.js';
import type { Environment } from '../qemu/qemu-binary.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import { bindRequest, claimInstance } from './claim-instance.js';
import type { GuestConsole } from './guest-console.js';
import { findHostParts, type HostParts } from './host-parts.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { planMachine } from './machine-plan.js';
import { makeVolumes } from './make-volumes.js';
import { planVolumes } from './plan-volumes.js';
import { prepareRoot, type PreparedRoot } from './prepare-root.js';
import { runGuest, type GuestOutcome } from './run-guest.js';
import type { RunRequest } from './run-request.js';

/** What an instance needs of this machine. */
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
 * nothing of the instance stays behind, nor of the volumes that were made for it. An aborted signal stops the guest in order.
 *
 * @throws OpsError `volume-in-use`, `port-in-use`, `guest-boot-failed`, `guest-mount-failed`, and what its steps throw
 */
export async function runInstance(request: RunRequest, host: RunHost, options: RunOptions): Promise<GuestOutcome> {
  const { instances } = host;
  const parts = await examineHost(request, host, options.signal);
  const { record, attachments, planned } = await claimInstance(request, host);
  try {
    throwIfAborted(options.signal);
    await makeVolumes(planned, host, options);
    const root = await prepareRoot(request, record.id, host, options);
    const prepared = instances.update(withRoot(record, root));
    const machine = planMachine({ record: prepared, parts, attachments, instances, console: 'ours' });
    options.onStart({ record: prepared, parts, root });
    return await runGuest({ machine, record: prepared, qemu: parts.qemu, ...host, ...options });
  } finally {
    await instances.exclusively(() => instances.discard(record));
  }
}

/** Looks at all that can be wrong before anything is made. */
export async function examineHost(
  request: RunRequest,
  host: RunHost,
  signal: AbortSignal | undefined,
): Promise<HostParts> {
  const planned = planVolumes(request, request.name, host.volumes, []);
  const bound = bindRequest(request, host.volumes, planned);
  await checkHostPorts(request.forwards, signal);
  return findHostParts({
    ...host,
    accelerator: request.accelerator,
    needsShares: bound.some(({ directory }) => directory !== undefined),
    signal,
    ...(request.kernel !== undefined && { kernel: request.kernel }),
  });
}

export function withRoot(record: InstanceRecord, { uuid, disk }: PreparedRoot): InstanceRecord {
  return { ...record, settings: { ...record.settings, root: { uuid, disk } } };
}
