import { OpsError } from '../core/errors.js';
import { parseVirtualId } from '../core/mount.js';
import { shellWord } from '../core/shell-word.js';
import { explainSilence, isRefusal, requireAnswer } from './guest-silence.js';
import type { InstanceRecord, InstanceShare, InstanceVolume } from './instance-record.js';
import type { InstanceStore } from './instance-store.js';
import { isInstanceRunning } from './instance-status.js';
import { patienceOf } from './patience.js';
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
    async (record, found) => {
      const isRunning = isInstanceRunning(record);
      const share = findShare(record, what);
      if (share !== undefined && isRunning) throw directoryUntilEnd(record, share.hostPath);
      if (share !== undefined) return detachShare(record, share.hostPath, instances);
      const [first, ...more] = findPlaces(found, what);
      const places = record.volumes.filter(({ uuid }) => uuid === first.uuid);
      // None are left when a command was killed that had begun to detach it.
      if (places.length > 0) await detach(record, places, instances, isRunning, options);
      return {
        instance: record.name,
        name: first.name,
        uuid: first.uuid,
        paths: [first, ...more].map(({ path }) => path),
      };
    },
    options.signal,
  );
}

async function detach(
  record: InstanceRecord,
  places: readonly InstanceVolume[],
  instances: InstanceStore,
  isRunning: boolean,
  options: ReleaseOptions,
): Promise<void> {
  if (isRunning) await release(record, places, instances, options);
  instances.update({ ...record, volumes: record.volumes.filter((volume) => !places.includes(volume)) });
}

/** What is not known to be attached still stays marked, for the next command to finish. */
async function release(
  record: InstanceRecord,
  places: readonly InstanceVolume[],
  instances: InstanceStore,
  options: ReleaseOptions,
): Promise<void> {
  if (!options.force) await requireAnswer(record, instances, patienceOf(options.patience));
  const volumes = record.volumes.map((volume): InstanceVolume =>
    places.includes(volume) ? { ...volume, change: 'detaching' } : volume,
  );
  instances.update({ ...record, volumes });
  try {
    await releaseVolume(record, places, instances, options);
  } catch (error) {
    if (isRefusal(error)) instances.update(record);
    throw explainSilence(record, error);
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
function findPlaces(record: InstanceRecord, what: string): [InstanceVolume, ...InstanceVolume[]] {
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
  if (found !== undefined) {
    return [found, ...record.volumes.filter((volume) => volume !== found && volume.uuid === found.uuid)];
  }
  const has = [...record.volumes, ...record.shares.map(({ hostPath, path }) => ({ name: hostPath, path }))]
    .map(({ name, path }) => `${name} -> ${path}`)
    .join(', ');
  throw new OpsError('volume-not-attached', `instance ${record.name} has no "${what}"; it has ${has || 'no volumes'}`, {
    hint: `ops instance info ${record.name}`,
    details: { instance: record.name, reference: what },
  });
}
