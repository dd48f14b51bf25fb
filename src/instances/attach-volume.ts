import type { AttachRequest } from '../core/attach-request.js';
import { OpsError } from '../core/errors.js';
import { parseMount } from '../core/mount.js';
import { shellWord } from '../core/shell-word.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import { planAttachments } from './attach-plan.js';
import { checkClaims, claimsOf, listHeldVolumes } from './attachments.js';
import { bindMounts, type BoundMount } from './bind-mounts.js';
import { requireAnswer } from './guest-silence.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isInstanceRunning } from './instance-status.js';
import { patienceOf, type Patience } from './patience.js';
import { plugVolume } from './plug-volume.js';
import { withInstance } from './with-instance.js';

export interface AttachHost {
  readonly instances: InstanceStore;
  readonly volumes: VolumeStore;
  readonly now: () => Date;
  readonly patience?: Partial<Patience>;
}

/** Something that was attached to an instance. */
export interface AttachedVolume {
  readonly instance: string;
  /** The volume's name, or the directory. */
  readonly name: string;
  /** Null for a directory. */
  readonly uuid: string | null;
  readonly places: readonly { readonly path: string; readonly readOnly: boolean }[];
  /** Whether the guest has it now; otherwise it gets it when it is started. */
  readonly mounted: boolean;
  /** From the request until the guest had mounted it. */
  readonly milliseconds: number;
}

/**
 * Attaches a volume to an instance and returns when its guest has mounted it. Nothing of it stays when that fails. To
 * an instance that does not run, it is attached for the next start.
 *
 * @throws OpsError `mount-unexpected`, `mount-taken`, `volume-in-use`, `guest-mount-failed`, `unsupported` for a
 *   directory while the guest runs
 */
export async function attachVolume(
  reference: string,
  request: AttachRequest,
  host: AttachHost,
  signal?: AbortSignal,
): Promise<AttachedVolume> {
  const started = performance.now();
  return withInstance(
    host.instances,
    reference,
    async (record) => {
      const isRunning = isInstanceRunning(record);
      refuseTwice(record, request, host.volumes);
      const places = findPlaces(record, request, host);
      if (isRunning && request.what.kind === 'host') throw directoryAtStartOnly(record, request, request.what.hostPath);
      if (isRunning) await requireAnswer(record, host.instances, patienceOf(host.patience));
      const { claimed, plan } = await claim(record, places, isRunning, host);
      const [disk] = plan.disks;
      if (isRunning && disk?.bus === 'scsi') await plugVolume(claimed, plan.volumes, disk, host, signal);
      const [{ volume, directory }] = places;
      return {
        instance: record.name,
        name: volume?.name ?? directory ?? '',
        uuid: volume?.uuid ?? null,
        places: places.map(({ mount: { path, readOnly } }) => ({ path, readOnly })),
        mounted: isRunning,
        milliseconds: performance.now() - started,
      };
    },
    signal,
  );
}

/** The mounts at which it will be. */
function findPlaces(
  record: InstanceRecord,
  request: AttachRequest,
  { volumes }: AttachHost,
): [BoundMount, ...BoundMount[]] {
  const before = boundNow(record, volumes);
  const after = bindMounts(before, [request], volumes, {
    image: record.image ?? record.name,
    command: `ops volume attach ${record.name}`,
  });
  const [first, ...more] = after.filter((place) => !before.includes(place));
  if (first === undefined) throw attachedAlready(record, request);
  return [first, ...more];
}

/** The mounts of the image with what is attached there now. A volume that is gone keeps its place. */
function boundNow(record: InstanceRecord, volumes: VolumeStore): BoundMount[] {
  const stored = volumes.list();
  return record.settings.mounts.map((text) => {
    const mount = parseMount(text);
    const place = record.volumes.find(({ path }) => path === mount.path);
    const volume = place && stored.find(({ uuid }) => uuid === place.uuid);
    const directory = record.shares.find(({ path }) => path === mount.path)?.hostPath;
    return { mount, volume, directory: directory ?? (place && volume === undefined ? place.name : undefined) };
  });
}

async function claim(
  record: InstanceRecord,
  places: readonly BoundMount[],
  isRunning: boolean,
  { instances, now }: AttachHost,
): Promise<{ claimed: InstanceRecord; plan: ReturnType<typeof planAttachments> }> {
  const plan = planAttachments(places, now().toISOString());
  return instances.exclusively(() => {
    if (isRunning) {
      const others = instances.list().filter(({ id }) => id !== record.id);
      checkClaims(claimsOf(plan.volumes), listHeldVolumes(others));
    }
    const added = isRunning
      ? plan.volumes.map((volume): InstanceVolume => ({ ...volume, change: 'attaching' }))
      : plan.volumes;
    const claimed = instances.update({
      ...record,
      volumes: [...record.volumes, ...added],
      shares: [...record.shares, ...plan.directories],
    });
    return { claimed, plan };
  });
}

function refuseTwice(record: InstanceRecord, { what }: AttachRequest, volumes: VolumeStore): void {
  if (what.kind === 'host') {
    refuseDirectoryTwice(record, what.hostPath);
    return;
  }
  const { uuid, name } = volumes.get(what.reference);
  const place = record.volumes.find((volume) => volume.uuid === uuid);
  if (place === undefined) return;
  throw new OpsError('volume-in-use', `volume ${name}: attached to ${record.name} already, at ${place.path}`, {
    hint: `ops volume detach ${record.name} ${name}`,
    details: { volume: uuid, instance: record.name },
  });
}

function attachedAlready({ name }: InstanceRecord, { what }: AttachRequest): OpsError {
  const thing = what.kind === 'volume' ? what.reference : what.hostPath;
  return new OpsError('mount-taken', `${thing}: attached to ${name} already`, { details: { instance: name } });
}

function refuseDirectoryTwice({ name, shares }: InstanceRecord, directory: string): void {
  const place = shares.find(({ hostPath }) => hostPath === directory);
  if (place === undefined) return;
  throw new OpsError('mount-taken', `${directory}: shared with ${name} already, at ${place.path}`, {
    hint: `ops volume detach ${name} ${shellWord(directory)}`,
    details: { instance: name, path: place.path },
  });
}

/** The machine gets its shared directories when it is made: QEMU can add none while it runs. */
function directoryAtStartOnly({ name }: InstanceRecord, request: AttachRequest, directory: string): OpsError {
  const id = request.virtualId === null ? '' : `%${request.virtualId}:`;
  const what = shellWord(`${id}${directory}${request.readOnly ? ':ro' : ''}`);
  return new OpsError('unsupported', `instance ${name} runs: a directory of this machine is shared from its start on`, {
    hint: `ops instance stop ${name}; ops volume attach ${name} ${what}; ops instance start ${name}`,
    details: { instance: name },
  });
}
