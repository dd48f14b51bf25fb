import { randomInt } from 'node:crypto';
import { OpsError } from '../core/errors.js';
import { findProcess } from '../io/process-identity.js';
import { isPortFree } from '../qemu/host-ports.js';
import { managementPort, newInstanceId } from '../qemu/management-port.js';
import { resolveMountSources } from '../volumes/mount-sources.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import { planAttachments, type AttachPlan } from './attach-plan.js';
import { checkClaims, listHeldVolumes } from './attachments.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import type { RunRequest } from './run-request.js';

export interface ClaimHost {
  readonly instances: InstanceStore;
  readonly volumes: VolumeStore;
  readonly now: () => Date;
}

/** An instance that nobody else can be any more, and what it holds. */
export interface ClaimedInstance {
  readonly record: InstanceRecord;
  readonly attachments: AttachPlan;
}

/**
 * Makes the record of a new instance, which holds its volumes and its name from then on. Under the lock of all
 * instances, so that of two commands that want the same volume one is told so.
 *
 * @throws OpsError `volume-in-use`; `volume-not-found` for one that has gone since it was looked for
 */
export async function claimInstance(
  request: RunRequest,
  { instances, volumes, now }: ClaimHost,
): Promise<ClaimedInstance> {
  const supervisor = findProcess(process.pid);
  if (supervisor === undefined) throw new OpsError('internal', 'this process cannot find itself');
  return instances.exclusively(async () => {
    const running = instances.listRunning();
    const created = now().toISOString();
    // Again, since a volume cannot go while this lock is held.
    const attachments = planAttachments(resolveMountSources(request.mounts, volumes), created);
    checkClaims(attachments.volumes, listHeldVolumes(running));
    const id = await newInstanceId({ random: randomInt, isFree: isPortFree });
    const { root } = request;
    const record: InstanceRecord = {
      id,
      name: uniqueName(request.name, running),
      image: root.kind === 'image' ? root.image.name : null,
      imageDisk: root.kind === 'image' ? root.image.location : null,
      guest: 'linux',
      created,
      supervisor,
      machine: null,
      ports: request.forwards.map(({ hostPort, guestPort, protocol }) => ({
        host: hostPort,
        guest: guestPort,
        protocol,
      })),
      volumes: attachments.volumes,
      qmp: { port: request.qmp ? managementPort(id) : null, socket: instances.fileOf(id, 'qmp') },
    };
    instances.create(record);
    return { record, attachments };
  });
}

/** `server`, or `server-2` while another `server` runs. */
function uniqueName(wanted: string, running: readonly InstanceRecord[]): string {
  const taken = new Set(running.map(({ name }) => name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if (!taken.has(name)) return name;
  }
}
