import { randomBytes } from 'node:crypto';
import { hasErrorCode, OpsError } from '../core/errors.js';
import { parseMount } from '../core/mount.js';
import { shellWord } from '../core/shell-word.js';
import { isUuid } from '../core/uuid.js';
import { checkHostPorts, isPortFree, portInUse } from '../qemu/host-ports.js';
import { requireMountable, checkSharedDirectory } from '../volumes/mount-sources.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import { planAttachments, type AttachPlan } from './attach-plan.js';
import { checkClaims, claimsOf, listHeldVolumes } from './attachments.js';
import type { BoundMount } from './bind-mounts.js';
import { ourselves } from './claim-instance.js';
import { findLinuxGuest } from './linux-guest.js';
import type { InstanceRecord } from './instance-record.js';
import { isInstanceRunning } from './instance-status.js';
import type { RunHost } from './run-instance.js';
import { ofCommand } from './delete-instance.js';
import type { StopOptions } from './stop-guest.js';
import { stopRunning } from './stop-instance.js';
import { startDetached } from './start-detached.js';
import { withInstance } from './with-instance.js';

/**
 * Boots an instance again, with all that was attached when it ended, and returns when its guest is up.
 *
 * @throws OpsError `instance-state` when it runs, `volume-in-use`, `volume-not-found` for one that was deleted,
 *   `port-in-use`, `guest-boot-failed`, `guest-mount-failed`
 */
export async function startInstance(reference: string, host: RunHost, signal?: AbortSignal): Promise<InstanceRecord> {
  return withInstance(host.instances, reference, (record) => startStopped(record, host, signal), signal);
}

/** Stops an instance if it runs, and boots it again with all that is attached. */
export async function restartInstance(
  reference: string,
  host: RunHost,
  options: StopOptions,
  signal?: AbortSignal,
): Promise<InstanceRecord> {
  return withInstance(
    host.instances,
    reference,
    async (record) => {
      if (record.lifetime === 'command') throw ofCommand(record);
      if (!isInstanceRunning(record)) return startStopped(record, host, signal);
      // What is missing is found while it still runs.
      for (const { hostPath } of record.shares) checkStillThere(hostPath, record);
      const stopped = await stopRunning(record, host.instances, options);
      return startStopped(stopped.record, host, signal);
    },
    signal,
  );
}

/** As {@link startInstance}, for a caller that holds the lock of the instance. */
export async function startStopped(
  record: InstanceRecord,
  host: RunHost,
  signal: AbortSignal | undefined,
): Promise<InstanceRecord> {
  if (isInstanceRunning(record)) {
    throw new OpsError('instance-state', `instance ${record.name} runs already`, {
      hint: `to boot it again: ops instance restart ${record.name}`,
      details: { instance: record.name },
    });
  }
  await checkPorts(record, signal);
  const guest = await findLinuxGuest({
    ...host,
    accelerator: record.settings.accelerator,
    needsShares: record.shares.length > 0,
    signal,
    ...(record.settings.kernel !== null && { kernel: record.settings.kernel }),
  });
  const { claimed, attachments } = await claimAgain(record, host);
  const { instances } = host;
  try {
    const started = await startDetached(claimed, attachments, guest, host, signal);
    return instances.update({ ...started, supervisor: null });
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    const ending = { exitCode: null, signal: null, at: host.now().toISOString(), failure };
    instances.update({ ...claimed, supervisor: null, ending });
    throw error;
  }
}

async function checkPorts({ ports, qmp }: InstanceRecord, signal: AbortSignal | undefined): Promise<void> {
  await checkHostPorts(
    ports.map(({ host, guest, protocol }) => ({ hostPort: host, guestPort: guest, protocol })),
    signal,
  );
  if (qmp.port !== null && !(await isPortFree(qmp.port))) throw await portInUse(qmp.port, 'tcp');
}

async function claimAgain(
  record: InstanceRecord,
  { instances, volumes, now }: RunHost,
): Promise<{ claimed: InstanceRecord; attachments: AttachPlan }> {
  return instances.exclusively(() => {
    const since = now().toISOString();
    const attachments = planAttachments(bindAgain(record, volumes), since);
    const others = instances.list().filter(({ id }) => id !== record.id);
    checkClaims(claimsOf(attachments.volumes), listHeldVolumes(others));
    const claimed = instances.update({
      ...record,
      supervisor: ourselves(),
      started: null,
      ending: null,
      volumes: attachments.volumes,
      settings: { ...record.settings, consoleSecret: randomBytes(16).toString('hex') },
    });
    return { claimed, attachments };
  });
}

/** The mounts of the image with what the record says was attached there. */
function bindAgain(record: InstanceRecord, volumes: VolumeStore): BoundMount[] {
  return record.settings.mounts.map((text) => {
    const mount = parseMount(text);
    const place = record.volumes.find(({ path }) => path === mount.path);
    const share = record.shares.find(({ path }) => path === mount.path);
    if (share !== undefined) checkStillThere(share.hostPath, record);
    return {
      mount: { ...mount, readOnly: place?.readOnly ?? share?.readOnly ?? mount.readOnly },
      volume: place && findAgain(place, record, volumes),
      directory: share?.hostPath,
    };
  });
}

function checkStillThere(directory: string, { name }: InstanceRecord): void {
  try {
    checkSharedDirectory(directory);
  } catch (error) {
    if (!hasErrorCode(error, 'source-not-found')) throw error;
    const word = shellWord(directory);
    throw new OpsError('source-not-found', `${directory}, which is shared with ${name}, is gone`, {
      hint: `mkdir -p ${word}\nor start without it: ops volume detach ${name} ${word}`,
      details: { path: directory, instance: name },
      cause: error,
    });
  }
}

function findAgain(
  { uuid, name }: InstanceRecord['volumes'][number],
  record: InstanceRecord,
  volumes: VolumeStore,
): ReturnType<VolumeStore['get']> {
  try {
    return requireMountable(volumes.get(isUuid(uuid) ? uuid : name));
  } catch (error) {
    if (!hasErrorCode(error, 'volume-not-found')) throw error;
    throw new OpsError('volume-not-found', `volume ${name}, which is attached to ${record.name}, is gone`, {
      hint: `start without it: ops volume detach ${record.name} ${name}`,
      details: { volume: uuid, instance: record.name },
      cause: error,
    });
  }
}
