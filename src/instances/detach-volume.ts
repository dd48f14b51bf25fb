import { OpsError } from '../core/errors.js';
import { parseVirtualId } from '../core/mount.js';
import { shellWord } from '../core/shell-word.js';
import type { InstanceRecord, InstanceShare, InstanceVolume } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isInstanceRunning } from './instance-status.js';
import { releaseVolume, type ReleaseOptions } from './release-volume.js';
import { withInstance } from './with-instance.js';

/** What was detached, and from where. */
export interface DetachedVolume {
  readonly instance: string;
  readonly name: string;
  readonly uuid: string | null;
  readonly paths: readonly string[];
}

/**
 * Detaches a volume from an instance: its guest writes everything out and unmounts it first.
 *
 * @param what the volume's name, its UUID or a prefix of that, the directory, or the virtual id (`%1`) or path where it is
 * @throws OpsError `volume-not-attached`, `mount-busy`, `guest-request-failed` when the guest does not answer,
 *   `unsupported` for a directory while the guest runs
 */
export async function detachVolume(
  reference: string,
  what: string,
  instances: InstanceStore,
  options: ReleaseOptions & { readonly signal?: AbortSignal | undefined },
): Promise<DetachedVolume> {
  return withInstance(
    instances,
    reference,
    async (record) => {
      const isRunning = isInstanceRunning(record);
      const share = findShare(record, what);
      if (share !== undefined && isRunning) throw directoryUntilEnd(record, share.hostPath);
      if (share !== undefined) return detachShare(record, share.hostPath, instances);
      const places = findPlaces(record, what);
      const others = record.volumes.filter((volume) => !places.includes(volume));
      if (isRunning) await release(record, places, instances, options);
      instances.update({ ...record, volumes: others });
      const [first] = places;
      return {
        instance: record.name,
        name: first?.name ?? what,
        uuid: first?.uuid ?? null,
        paths: places.map(({ path }) => path),
      };
    },
    options.signal,
  );
}

async function release(
  record: InstanceRecord,
  places: readonly InstanceVolume[],
  instances: InstanceStore,
  options: ReleaseOptions,
): Promise<void> {
  const marked = record.volumes.map((volume): InstanceVolume =>
    places.includes(volume) ? { ...volume, change: 'detaching' } : volume,
  );
  instances.update({ ...record, volumes: marked });
  try {
    await releaseVolume(record, places, instances, options);
  } catch (error) {
    instances.update(record);
    throw error instanceof OpsError && error.code === 'guest-request-failed' ? noAnswer(record, error) : error;
  }
}

function findShare({ shares }: InstanceRecord, what: string): InstanceShare | undefined {
  return shares.find(
    ({ hostPath, path, virtualId }) =>
      hostPath === what || path === what || (virtualId !== null && `%${virtualId}` === what),
  );
}

function directoryUntilEnd({ name }: InstanceRecord, directory: string): OpsError {
  const detach = `ops volume detach ${name} ${shellWord(directory)}`;
  return new OpsError('unsupported', `instance ${name} runs: ${directory} is shared with it until it ends`, {
    hint: `ops instance stop ${name}; ${detach}; ops instance start ${name}`,
    details: { instance: name },
  });
}

function detachShare(record: InstanceRecord, hostPath: string, instances: InstanceStore): DetachedVolume {
  const gone = record.shares.filter((share) => share.hostPath === hostPath);
  instances.update({ ...record, shares: record.shares.filter((share) => !gone.includes(share)) });
  return { instance: record.name, name: hostPath, uuid: null, paths: gone.map(({ path }) => path) };
}

/** Every place of the one volume that is meant. */
function findPlaces(record: InstanceRecord, what: string): InstanceVolume[] {
  const wanted = what.toLowerCase();
  const virtualId = what.startsWith('%') ? parseVirtualId(what) : undefined;
  const matchers: ((volume: InstanceVolume) => boolean)[] = [
    ({ name }) => name === what,
    (volume) => volume.virtualId !== null && volume.virtualId === virtualId,
    ({ path }) => path === what,
    ({ uuid, name }) => uuid === wanted || `${name}:${uuid}` === what,
    ({ uuid }) => wanted.length >= 4 && uuid.startsWith(wanted),
  ];
  const found = matchers.map((matches) => record.volumes.find(matches)).find((volume) => volume !== undefined);
  if (found !== undefined) return record.volumes.filter(({ uuid }) => uuid === found.uuid);
  const has = [...record.volumes, ...record.shares.map(({ hostPath, path }) => ({ name: hostPath, path }))]
    .map(({ name, path }) => `${name} -> ${path}`)
    .join(', ');
  throw new OpsError('volume-not-attached', `instance ${record.name} has no "${what}"; it has ${has || 'no volumes'}`, {
    hint: `ops instance info ${record.name}`,
    details: { instance: record.name, reference: what },
  });
}

function noAnswer(record: InstanceRecord, cause: OpsError): OpsError {
  return new OpsError('guest-request-failed', `instance ${record.name}: ${cause.message}`, {
    hint: 'try again, or --force (what the guest has not written out may be lost)',
    details: { ...cause.details, instance: record.name },
    cause,
  });
}
