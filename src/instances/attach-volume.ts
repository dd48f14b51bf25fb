import type { AttachRequest } from '../core/attach-request.js';
import { OpsError } from '../core/errors.js';
import { parseMount } from '../core/mount.js';
import { shellWord } from '../core/shell-word.js';
import type { AgentClient } from '../guests/linux/agent/agent-client.js';
import { plugDisk } from '../qemu/hot-plug.js';
import type { ScsiDisk } from '../qemu/disk.js';
import { QmpClient } from '../qemu/qmp/client.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import { connectAgent } from './agent-line.js';
import { planAttachments } from './attach-plan.js';
import { checkClaims, claimsOf, listHeldVolumes } from './attachments.js';
import { bindMounts, type BoundMount } from './bind-mounts.js';
import type { InstanceRecord, InstanceVolume } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isInstanceRunning } from './instance-status.js';
import { releaseVolume } from './release-volume.js';
import { withInstance } from './with-instance.js';

export interface AttachHost {
  readonly instances: InstanceStore;
  readonly volumes: VolumeStore;
  readonly now: () => Date;
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

/** A disk that appears in the guest is mounted at once; on a busy machine its scan takes a second. */
const MOUNT_SECONDS = 20;

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
      const { claimed, plan } = await claim(record, places, isRunning, host);
      const [disk] = plan.disks;
      if (isRunning && disk?.bus === 'scsi') await plug(claimed, plan.volumes, disk, host);
      const [{ volume, directory }] = places as [BoundMount];
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
function findPlaces(record: InstanceRecord, request: AttachRequest, { volumes }: AttachHost): BoundMount[] {
  const before = boundNow(record, volumes);
  const after = bindMounts(before, [request], volumes, {
    image: record.image ?? record.name,
    command: `ops volume attach ${record.name}`,
  });
  return after.filter((place) => !before.includes(place));
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

async function plug(
  record: InstanceRecord,
  added: readonly InstanceVolume[],
  disk: ScsiDisk,
  { instances }: AttachHost,
): Promise<void> {
  const isAdded = ({ uuid }: InstanceVolume): boolean => added.some((volume) => volume.uuid === uuid);
  const others = record.volumes.filter((volume) => !isAdded(volume));
  try {
    {
      await using monitor = await QmpClient.connect({ path: record.qmp.socket });
      await plugDisk(monitor, disk);
    }
    await using agent = await connectAgent(instances.fileOf(record.id, 'agent'));
    for (const { path, name } of added) await mountInGuest(agent, path, name);
  } catch (error) {
    await releaseVolume(record, added, instances, { force: true });
    instances.update({ ...record, volumes: others });
    throw error;
  }
  instances.update({ ...record, volumes: [...others, ...added] });
}

async function mountInGuest(agent: AgentClient, path: string, name: string): Promise<void> {
  try {
    await agent.request('mount', [path, MOUNT_SECONDS], { timeout: (MOUNT_SECONDS + 10) * 1000 });
  } catch (error) {
    if (!(error instanceof OpsError) || error.code !== 'guest-request-failed') throw error;
    throw new OpsError('guest-mount-failed', `${name}: the guest did not mount it at ${path}: ${error.message}`, {
      hint: 'it is not attached; what the guest says of it: ops instance logs',
      details: { ...error.details, path },
      cause: error,
    });
  }
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
