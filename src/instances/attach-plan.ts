import { OpsError } from '../core/errors.js';
import { sharedDirectories } from '../images/manifest-mounts.js';
import type { Disk } from '../qemu/disk.js';
import { volumeNodeName } from '../qemu/node-name.js';
import type { Share } from '../qemu/share.js';
import type { AttachableVolume, BoundMount } from './bind-mounts.js';
import type { InstanceShare, InstanceVolume } from './instance-record.js';

/** What a machine gets for what is attached to the mounts of its image. */
export interface AttachPlan {
  readonly disks: readonly Disk[];
  readonly shares: readonly Share[];
  /** The same, as the record of the instance has it. */
  readonly volumes: readonly InstanceVolume[];
  readonly directories: readonly InstanceShare[];
}

interface Place extends BoundMount {
  readonly volume: AttachableVolume;
}

/**
 * Gives every volume one disk, whatever the number of paths it is mounted at, and every host directory one share. A
 * disk is opened read-only when no mount writes it, so that other machines can share it.
 *
 * @param since when they are attached, ISO 8601
 * @throws OpsError `mount-invalid` for a volume at two virtual ids
 */
export function planAttachments(bound: readonly BoundMount[], since: string): AttachPlan {
  const places = bound.filter((place): place is Place => place.volume !== undefined);
  const byUuid = Map.groupBy(places, ({ volume }) => volume.uuid);
  return {
    disks: [...byUuid.values()].map((group) => volumeDisk(group)),
    shares: planShares(bound),
    volumes: places.map(({ mount, volume }) => ({
      uuid: volume.uuid,
      name: volume.name,
      path: mount.path,
      readOnly: mount.readOnly,
      virtualId: virtualIdOf(mount),
      since,
    })),
    directories: bound.flatMap(({ mount, directory }) =>
      directory === undefined
        ? []
        : [{ hostPath: directory, path: mount.path, readOnly: mount.readOnly, virtualId: virtualIdOf(mount) }],
    ),
  };
}

/**
 * The disk of a volume that is mounted at `places`. Its serial is the name by which the image mounts it, which is how the
 * guest knows a volume whose name is too long for a label, or was changed since; its device id is the virtual id.
 */
function volumeDisk(places: readonly Place[]): Disk {
  const [{ volume }] = places as [Place];
  const ids = new Set(places.flatMap(({ mount }) => virtualIdOf(mount) ?? []));
  if (ids.size > 1) {
    throw new OpsError('mount-invalid', `volume ${volume.name}: a volume has one virtual id, not ${ids.size}`, {
      hint: 'attach it at one of them',
    });
  }
  const [id] = ids;
  const sources = places.map(({ mount }) => mount.source).filter(({ kind }) => kind !== 'virtual');
  const named = sources.find((source) => source.kind === 'name');
  return {
    bus: 'scsi',
    name: volumeNodeName(volume.uuid),
    image: { format: 'raw', file: volume.location },
    ...(sources.length > 0 && { serial: named?.name ?? volume.name }),
    ...(id !== undefined && { deviceId: `persistent-disk-${id}` }),
    readOnly: places.every(({ mount }) => mount.readOnly),
  };
}

/**
 * Directories of the image under the tags that it has for them, those at virtual ids under `virtual<N>`. The tag of one
 * that nobody writes ends with `:ro`, so that the guest knows it as such.
 */
function planShares(bound: readonly BoundMount[]): Share[] {
  const own = sharedDirectories(bound.map(({ mount }) => mount));
  const tagOf = ({ mount, directory }: BoundMount): string => {
    const id = virtualIdOf(mount);
    return id === null ? (own.find(({ hostPath }) => hostPath === directory)?.tag ?? '') : `virtual${id}`;
  };
  const shared = bound.filter(({ directory }) => directory !== undefined);
  return [...Map.groupBy(shared, tagOf)].map(([tag, places]) => {
    const readOnly = places.every(({ mount }) => mount.readOnly);
    return { path: places[0]?.directory ?? '', tag: readOnly ? `${tag}:ro` : tag, readOnly };
  });
}

function virtualIdOf({ source }: BoundMount['mount']): number | null {
  return source.kind === 'virtual' ? source.id : null;
}
