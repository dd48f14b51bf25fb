import { OpsError } from '../../../core/errors.js';
import { MAX_VIRTUAL_ID } from '../../../core/mount.js';
import type { NanosMount, NanosMounts } from './mounts.js';

/** What a guest can see of a volume that is attached. */
export interface AttachedVolume {
  readonly name: string;
  readonly label: string;
  readonly uuid: string | null;
  readonly virtualId: number | null;
}

/** The mounts that a guest would make of a volume: it compares its id, its label and its UUID with every key. */
export function mountsOf({ label, uuid, virtualId }: AttachedVolume, { entries }: NanosMounts): NanosMount[] {
  return entries.filter(({ key }) => key === label || key === uuid || (virtualId !== null && key === `%${virtualId}`));
}

/**
 * The one mount that a guest makes of a volume; with two it would crash while it boots.
 *
 * @throws OpsError `mount-invalid` for two, `mount-unexpected` for none
 */
export function requireOneMount(volume: AttachedVolume, mounts: NanosMounts): NanosMount {
  const [mount, second] = mountsOf(volume, mounts);
  const { name, label } = volume;
  if (!mount) {
    throw new OpsError('mount-unexpected', `volume ${name}: Nanos would not know it by its label, "${label}"`, {
      hint: `mount it by its UUID, or as %1 to %${MAX_VIRTUAL_ID}`,
    });
  }
  if (!second) return mount;
  throw new OpsError('mount-invalid', `volume ${name}: the image means it twice, ${mount.key} and ${second.key}`, {
    hint: `Nanos mounts a volume once: build the image with one of both for ${mount.path} and ${second.path}`,
    details: { keys: [mount.key, second.key] },
  });
}
