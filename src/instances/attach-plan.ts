import type { SharedDirectory } from '../images/manifest-mounts.js';
import { sharedDirectories } from '../images/manifest-mounts.js';
import type { Disk } from '../qemu/disk.js';
import { volumeNodeName } from '../qemu/node-name.js';
import type { Share } from '../qemu/share.js';
import type { ResolvedMount } from '../volumes/mount-sources.js';
import type { StoredVolume } from '../volumes/volume-store.js';
import type { InstanceVolume } from './instance-record.js';

/** What a machine gets for the mounts of its image. */
export interface AttachPlan {
  readonly disks: readonly Disk[];
  readonly shares: readonly Share[];
  /** The same volumes, as the record of the instance has them. */
  readonly volumes: readonly InstanceVolume[];
}

/**
 * Gives every volume one disk, whatever the number of paths it is mounted at, and every host directory one share. A
 * disk is opened read-only when no mount writes it, so that other machines can share it.
 *
 * @param since when they are attached, ISO 8601
 */
export function planAttachments(mounts: readonly ResolvedMount[], since: string): AttachPlan {
  const places = mounts.flatMap(({ mount, volume }) => (volume === undefined ? [] : [{ mount, volume }]));
  const byUuid = new Map(places.map(({ volume }) => [volume.uuid, volume]));
  const isReadOnly = (wanted: StoredVolume): boolean =>
    places.every(({ mount, volume }) => volume.uuid !== wanted.uuid || mount.readOnly);
  return {
    disks: [...byUuid.values()].map((volume) => volumeDisk(volume, isReadOnly(volume))),
    shares: sharedDirectories(mounts.map(({ mount }) => mount)).map(toShare),
    volumes: places.map(({ mount, volume }) => ({
      uuid: volume.uuid,
      name: volume.name,
      path: mount.path,
      readOnly: isReadOnly(volume),
      virtualId: null,
      since,
    })),
  };
}

/** The serial is the volume's name: how the guest knows a volume whose name is too long for a label. */
function volumeDisk(volume: StoredVolume, readOnly: boolean): Disk {
  return {
    bus: 'scsi',
    name: volumeNodeName(volume.uuid),
    image: { format: 'raw', file: volume.location },
    serial: volume.name,
    readOnly,
  };
}

function toShare({ tag, hostPath, readOnly }: SharedDirectory): Share {
  return { path: hostPath, tag, readOnly };
}
