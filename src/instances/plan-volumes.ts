import { randomBytes } from 'node:crypto';
import { OpsError } from '../core/errors.js';
import { formatMount, type Mount } from '../core/mount.js';
import type { Bytes } from '../core/size.js';
import { uuidFromRandom } from '../core/uuid.js';
import { parseVolumeName, type VolumeName } from '../core/volume-name.js';
import type { VolumeToMake } from '../core/volume-to-make.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import type { InstanceRecord, MadeVolume } from './instance-record.js';
import type { RunRequest } from './run-request.js';

/** A volume that is not there yet. */
export interface PlannedVolume extends MadeVolume {
  readonly name: VolumeName;
  /** Where the guest will have it. */
  readonly path: string;
  readonly size: Bytes | undefined;
  /** Where it will be attached; null: at the mounts by its name. */
  readonly virtualId: number | null;
}

/** What volumes of an instance may not be called. */
interface Taken {
  readonly volumes: VolumeStore;
  /** Names of volumes that are about to be made. */
  readonly coming: Set<string>;
}

/** Leaves room for the name of the instance in the 31 characters of a volume's name. */
const MAX_PART_LENGTH = 15;
const MAX_NAME_LENGTH = 31;

/**
 * Says which volumes will be made for an instance. At a virtual id a volume is called after the instance and the path;
 * at a mount by name it is what the image expects.
 *
 * @param instance its name
 * @param others all other instances: what is being made for them has its names already
 * @throws OpsError `mount-unexpected` where the image mounts nothing that can be made, `mount-taken` for two at one path,
 *   `volume-exists`
 */
export function planVolumes(
  { make = [], mounts, name: program, root }: RunRequest,
  instance: string,
  volumes: VolumeStore,
  others: readonly InstanceRecord[],
): PlannedVolume[] {
  const image = root.kind === 'image' ? root.image.name : program;
  const beingMade = others.filter(({ lifetime }) => lifetime === 'command').flatMap(({ made = [] }) => made);
  const taken = { volumes, coming: new Set(beingMade.map(({ name }) => name)) };
  return make.map((wanted, index) => {
    if (make.slice(0, index).some(({ path }) => path === wanted.path)) throw twice(wanted);
    const { source } = findMount(wanted, mounts, image);
    const name =
      source.kind === 'name' ? requireFree(source.name, wanted, taken) : madeUpName(instance, wanted, mounts, taken);
    taken.coming.add(name);
    return {
      uuid: uuidFromRandom(randomBytes(16)),
      name,
      path: wanted.path,
      directory: volumes.folder.directory,
      size: wanted.size,
      virtualId: source.kind === 'virtual' ? source.id : null,
    };
  });
}

function findMount({ path }: VolumeToMake, mounts: readonly Mount[], image: string): Mount {
  const mount = mounts.find((other) => other.path === path);
  if (mount?.source.kind === 'virtual' || mount?.source.kind === 'name') return mount;
  const has = mounts.map(formatMount).join(', ') || 'none';
  const problem = mount === undefined ? 'has no mount there' : `mounts ${formatMount(mount)}, which cannot be made`;
  throw new OpsError('mount-unexpected', `--volume ${path}: image "${image}" ${problem}; its mounts: ${has}`, {
    hint: `what an image mounts is decided when it is built: ops image create <program> -i ${image} -f --mounts %1:${path}`,
    details: { image, mounts: mounts.map(formatMount) },
  });
}

function twice({ path }: VolumeToMake): OpsError {
  return new OpsError('mount-taken', `--volume ${path}: it was given twice`, {
    hint: 'make one volume at each path',
    details: { path },
  });
}

function requireFree(name: VolumeName, { path }: VolumeToMake, taken: Taken): VolumeName {
  if (!isTaken(name, taken)) return name;
  throw new OpsError('volume-exists', `--volume ${path}: volume ${name} exists already`, {
    hint: `to attach that one: --mounts ${name}:${path}`,
    details: { volume: name, path },
  });
}

/** `web1-cache` for `/var/cache`, `web1-cache-2` where another volume has that name or the image expects one. */
function madeUpName(instance: string, { path }: VolumeToMake, mounts: readonly Mount[], taken: Taken): VolumeName {
  const last = path.slice(path.lastIndexOf('/') + 1);
  const part = last.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, MAX_PART_LENGTH);
  const expected = new Set(mounts.map(({ source }) => (source.kind === 'name' ? source.name : undefined)));
  for (let number = 1; ; number++) {
    const end = number === 1 ? `-${part}` : `-${part}-${number}`;
    const name = parseVolumeName(`${instance.slice(0, MAX_NAME_LENGTH - end.length)}${end}`);
    if (!expected.has(name) && !isTaken(name, taken)) return name;
  }
}

function isTaken(name: string, { volumes, coming }: Taken): boolean {
  return coming.has(name) || volumes.findByName(name) !== undefined;
}
