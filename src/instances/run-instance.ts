import { throwIfAborted } from '../core/abort.js';
import { OpsError } from '../core/errors.js';
import type { Home } from '../core/home.js';
import type { OperationOptions } from '../core/progress.js';
import { checkHostPorts } from '../qemu/host-ports.js';
import type { Environment } from '../qemu/qemu-binary.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import { bindRequest, claimInstance } from './claim-instance.js';
import type { Guest, GuestOutcome } from './guest.js';
import type { GuestConsole } from './guest-console.js';
import { findLinuxGuest } from './linux-guest.js';
import { findNanosGuest } from './nanos-guest.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { makeVolumes } from './make-volumes.js';
import { planVolumes } from './plan-volumes.js';
import type { PreparedRoot } from './prepare-root.js';
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
  readonly guest: Guest;
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
  const guest = await examineHost(request, host, options.signal);
  const { record, attachments, planned } = await claimInstance(request, host, guest);
  try {
    throwIfAborted(options.signal);
    await makeVolumes(planned, host, options);
    const root = await guest.prepareRoot(request, record.id, host, options);
    const prepared = instances.update(withRoot(record, root));
    const machine = guest.planMachine({ record: prepared, attachments, instances, console: 'ours' });
    options.onStart({ record: prepared, guest, root });
    return await guest.run({ machine, record: prepared, ...host, ...options });
  } finally {
    await instances.exclusively(() => instances.discard(record));
  }
}

/** Looks at all that can be wrong before anything is made. @returns what will boot */
export async function examineHost(request: RunRequest, host: RunHost, signal: AbortSignal | undefined): Promise<Guest> {
  const planned = planVolumes(request, request.name, host.volumes, []);
  if (request.guest === 'nanos' && planned[0] !== undefined) throw madeForLinux(planned[0].name);
  const bound = bindRequest(request, host.volumes, planned);
  await checkHostPorts(request.forwards, signal);
  if (request.guest === 'nanos') return findNanosGuest({ ...host, request, signal });
  return findLinuxGuest({
    ...host,
    accelerator: request.accelerator,
    needsShares: bound.some(({ directory }) => directory !== undefined),
    signal,
    ...(request.kernel !== undefined && { kernel: request.kernel }),
  });
}

/** Volumes that are made with an instance are ext4. */
function madeForLinux(name: string): OpsError {
  return new OpsError('unsupported', `volume ${name}: none is made with an instance of the nanos guest yet`, {
    hint: `make it before: ops volume create ${name} --fs tfs`,
    details: { volume: name },
  });
}

export function withRoot(record: InstanceRecord, { uuid, disk }: PreparedRoot): InstanceRecord {
  return { ...record, settings: { ...record.settings, root: { uuid, disk } } };
}
