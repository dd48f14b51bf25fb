import { OpsError } from '../core/errors.js';
import { requireOneMount } from '../guests/nanos/manifest/matching.js';
import { shareTag, type NanosMount, type NanosMounts } from '../guests/nanos/manifest/mounts.js';
import type { ScsiDisk } from '../qemu/disk.js';
import { volumeNodeName } from '../qemu/node-name.js';
import type { Share } from '../qemu/share.js';
import { requireMountable } from '../volumes/mount-sources.js';
import type { BoundMount } from './bind-mounts.js';

/** What a machine with a Nanos guest gets for what is attached to the mounts of its image. */
export interface NanosAttachPlan {
  readonly disks: readonly ScsiDisk[];
  readonly shares: readonly Share[];
}

/** The SCSI controller for each mount that a volume can be attached to, by its key: the same at every start. */
export function volumeSlots({ entries }: NanosMounts): ReadonlyMap<string, number> {
  const keys = entries.filter(({ source }) => source.kind !== 'host').map(({ key }) => key);
  return new Map(keys.map((key, index) => [key, index]));
}

/**
 * Gives every volume one disk, on the controller of its mount, and every host directory one share.
 *
 * @param mounts those of the image, and `bound` what is attached to them
 * @throws OpsError `mount-invalid` for a volume that the guest would mount twice, `mount-unexpected` for one that it
 *   would not know, `format-unsupported` for one that is not TFS
 */
export function planNanosAttachments(mounts: NanosMounts, bound: readonly BoundMount[]): NanosAttachPlan {
  const volumes = Map.groupBy(
    bound.filter((place) => place.volume !== undefined),
    ({ volume }) => volume?.uuid,
  );
  return {
    disks: [...volumes.values()].map((places) => nanosDisk(mounts, places)),
    shares: planShares(mounts, bound),
  };
}

/** The disk for a volume that is attached at `places`, which are all of one volume. */
export function nanosDisk(mounts: NanosMounts, places: readonly BoundMount[]): ScsiDisk {
  const volume = places[0]?.volume;
  if (!volume) throw new OpsError('internal', 'no volume to make a disk of');
  requireMountable(volume, 'nanos');
  const { label, uuid } = volume.probe;
  const virtualId = places.map(({ mount }) => virtualIdOf(mount)).find((id) => id !== null) ?? null;
  const mount = requireOneMount({ name: volume.name, label, uuid, virtualId }, mounts);
  return {
    bus: 'scsi',
    controller: volumeSlots(mounts).get(mount.key) ?? 0,
    name: volumeNodeName(volume.uuid),
    image: { format: 'raw', file: volume.location },
    ...(virtualId !== null && { deviceId: `persistent-disk-${virtualId}` }),
    readOnly: mount.readOnly || places.every((place) => place.mount.readOnly),
  };
}

/**
 * Shared directories under the ids that the guest looks for. QEMU always opens them for writing: the guest cannot even
 * read what it may not write, so `:ro` is the guest's alone to keep.
 */
function planShares({ entries }: NanosMounts, bound: readonly BoundMount[]): Share[] {
  return entries.flatMap((entry) => {
    const directory = bound.find(({ mount }) => isOf(mount, entry))?.directory;
    return directory === undefined ? [] : [{ path: directory, tag: shareTag(entry), readOnly: false }];
  });
}

function isOf({ path }: BoundMount['mount'], entry: NanosMount): boolean {
  return path === entry.path;
}

function virtualIdOf({ source }: BoundMount['mount']): number | null {
  return source.kind === 'virtual' ? source.id : null;
}
