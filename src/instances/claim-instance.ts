import { randomBytes, randomInt } from 'node:crypto';
import { OpsError } from '../core/errors.js';
import { formatMount } from '../core/mount.js';
import { findProcess, type ProcessIdentity } from '../io/process-identity.js';
import { isPortFree } from '../qemu/host-ports.js';
import { managementPort, newInstanceId, type InstanceId } from '../qemu/management-port.js';
import { resolveMountSources } from '../volumes/mount-sources.js';
import { formatVolumeFile } from '../volumes/volume-file.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import type { AttachPlan } from './attach-plan.js';
import { checkClaims, claimsOf, listHeldVolumes } from './attachments.js';
import { bindMounts, bindVolume, unboundMounts, type AttachableVolume, type BoundMount } from './bind-mounts.js';
import type { Guest } from './guest.js';
import type { InstanceRecord } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { planVolumes, type PlannedVolume } from './plan-volumes.js';
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
  /** What is to be made of them before it starts. */
  readonly planned: readonly PlannedVolume[];
}

/**
 * Makes the record of a new instance, which holds its volumes and its name from then on, those included that are still to
 * be made. Under the lock of all
 * instances, so that of two commands that want the same volume one is told so.
 *
 * @throws OpsError `volume-in-use`, `instance-exists`, `volume-exists`; `volume-not-found` for one that has gone since it
 *   was looked for
 */
export async function claimInstance(
  request: RunRequest,
  host: ClaimHost,
  guest: Pick<Guest, 'planAttachments'>,
): Promise<ClaimedInstance> {
  const { instances, volumes, now } = host;
  return instances.exclusively(async () => {
    const others = instances.list();
    const name = nameOf(request, others);
    const created = now().toISOString();
    const planned = planVolumes(request, name, volumes, others);
    // Again, since a volume cannot go while this lock is held.
    const attachments = guest.planAttachments(bindRequest(request, volumes, planned), created);
    checkClaims(claimsOf(attachments.volumes), listHeldVolumes(others));
    const taken = new Set(others.map(({ qmp }) => qmp.port));
    const id = await newInstanceId({
      random: randomInt,
      isFree: async (port) => !taken.has(port) && (await isPortFree(port)),
    });
    const record = newRecord({ request, id, name, created, attachments, planned, instances });
    instances.create(record);
    return { record, attachments, planned };
  });
}

/**
 * What is attached to the mounts of the image.
 *
 * @param planned volumes that are not there yet
 * @throws OpsError as `bindMounts` and `resolveMountSources` do
 */
export function bindRequest(
  request: RunRequest,
  volumes: VolumeStore,
  planned: readonly PlannedVolume[],
): BoundMount[] {
  const context = { image: request.name, command: '--attach', guest: request.guest };
  const bound = planned.reduce(
    (mounts, volume) => bindVolume(mounts, asAttachable(volume, volumes), volume.virtualId, context),
    bindMounts(unboundMounts(request.mounts), request.attach, volumes, context),
  );
  if (!request.attachNamed) return bound;
  return bound.map((place) => {
    if (place.volume !== undefined || place.directory !== undefined) return place;
    const [named] = resolveMountSources([place.mount], volumes, request.guest);
    return { ...place, volume: named?.volume };
  });
}

function asAttachable({ uuid, name }: PlannedVolume, volumes: VolumeStore): AttachableVolume {
  const location = volumes.folder.pathOf(formatVolumeFile({ name, uuid }));
  return { uuid, name, location, probe: { label: name, uuid, filesystem: 'ext4', healthy: true } };
}

interface NewRecord {
  readonly request: RunRequest;
  readonly id: InstanceId;
  readonly name: string;
  readonly created: string;
  readonly attachments: AttachPlan;
  readonly planned: readonly PlannedVolume[];
  readonly instances: InstanceStore;
}

function newRecord({ request, id, name, created, attachments, planned, instances }: NewRecord): InstanceRecord {
  const { root, guest, forwards, memory, cpus, accelerator, verbose, kernel = null } = request;
  return {
    id,
    name,
    lifetime: 'command',
    image: root.kind === 'image' ? root.image.name : null,
    imageDisk: root.kind === 'image' ? root.image.location : null,
    guest,
    created,
    supervisor: ourselves(),
    machine: null,
    started: null,
    ending: null,
    ports: forwards.map(({ hostPort, guestPort, protocol }) => ({ host: hostPort, guest: guestPort, protocol })),
    volumes: attachments.volumes,
    shares: attachments.directories,
    made: planned.map(({ uuid, name: called, directory }) => ({ uuid, name: called, directory })),
    qmp: { port: request.qmp ? managementPort(id) : null, socket: instances.fileOf(id, 'qmp') },
    settings: {
      mounts: request.mounts.map(formatMount),
      memory,
      cpus,
      accelerator,
      verbose,
      kernel,
      root: null,
      consoleSecret: randomBytes(16).toString('hex'),
    },
  };
}

/** @throws OpsError `internal` where a process cannot be found by its number */
export function ourselves(): ProcessIdentity {
  const found = findProcess(process.pid);
  if (found === undefined) throw new OpsError('internal', 'this process cannot find itself');
  return found;
}

/** `server`, or `server-2` where another `server` may be. */
function nameOf({ name, nameTaken }: RunRequest, others: readonly InstanceRecord[]): string {
  const taken = new Set(others.map((other) => other.name));
  if (nameTaken === 'refuse' && taken.has(name)) {
    throw new OpsError('instance-exists', `an instance called ${name} exists already`, {
      hint: `choose another name with --instance-name, or delete that one: ops instance delete ${name}`,
      details: { instance: name },
    });
  }
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
