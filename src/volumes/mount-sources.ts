import { accessSync, constants, statSync, type Stats } from 'node:fs';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { GuestKind } from '../core/guest-kind.js';
import type { Mount } from '../core/mount.js';
import { shellWord } from '../core/shell-word.js';
import { sourceError } from '../io/host-errors.js';
import { repairHint } from './repair-hint.js';
import type { StoredVolume, VolumeStore } from './volume-store.js';

/** A mount and the volume that it means; none for virtual ids and host directories. */
export interface ResolvedMount {
  readonly mount: Mount;
  readonly volume: StoredVolume | undefined;
}

/**
 * Finds what each mount means on this machine: a volume that exists, or a directory that exists. A virtual id means
 * nothing until something is attached there.
 *
 * @throws OpsError `volume-not-found` (a mistyped name never becomes a shared directory), `source-not-found`,
 * `source-unsupported`
 */
export function resolveMountSources(
  mounts: readonly Mount[],
  volumes: VolumeStore,
  guest: GuestKind = 'linux',
): ResolvedMount[] {
  return mounts.map((mount) => {
    const { source } = mount;
    switch (source.kind) {
      case 'name':
        return { mount, volume: findVolume(source.name, mount, volumes, guest) };
      case 'uuid':
        return { mount, volume: findVolume(source.uuid, mount, volumes, guest) };
      case 'host':
        checkSharedDirectory(source.hostPath);
        return { mount, volume: undefined };
      case 'virtual':
        return { mount, volume: undefined };
    }
  });
}

function findVolume(reference: string, mount: Mount, volumes: VolumeStore, guest: GuestKind): StoredVolume {
  return requireMountable(getVolume(reference, mount, volumes), guest);
}

/** The file system that each guest mounts. */
const MOUNTED = { linux: 'ext4', nanos: 'tfs' } as const;

type MountableVolume = Pick<StoredVolume, 'name' | 'uuid' | 'location'> & {
  readonly probe: Pick<StoredVolume['probe'], 'filesystem' | 'healthy'>;
};

/** The volume, if the guest can mount it. @throws OpsError `format-unsupported`, with the command that changes that */
export function requireMountable<Volume extends MountableVolume>(volume: Volume, guest: GuestKind = 'linux'): Volume {
  const { name, uuid, location, probe } = volume;
  const { filesystem, healthy } = probe;
  if (filesystem === MOUNTED[guest] && healthy) return volume;
  const what = healthy ? `holds ${filesystem ?? 'no file system'}` : 'is damaged';
  const convert = filesystem === null ? `ops volume info ${name}` : `ops volume convert ${name} --fs ${MOUNTED[guest]}`;
  throw new OpsError('format-unsupported', `volume ${name} ${what}, which the ${guest} guest cannot mount`, {
    hint: healthy ? convert : repairHint({ name, location, filesystem }),
    details: { volume: uuid },
  });
}

function getVolume(reference: string, { path }: Mount, volumes: VolumeStore): StoredVolume {
  try {
    return volumes.get(reference);
  } catch (error) {
    if (!hasErrorCode(error, 'volume-not-found')) throw error;
    const share = `To share a directory of this machine write ./${reference}:${path}`;
    throw new OpsError('volume-not-found', error.message, {
      hint: error.hint?.startsWith('did you mean')
        ? `${error.hint} ${share}`
        : `${share}; to make a volume: ops volume create ${reference}`,
      details: error.details,
      cause: error,
    });
  }
}

/**
 * Whether a directory can be shared with a guest, which does there what we may.
 *
 * @throws OpsError `source-not-found`, `source-unsupported` when it is none, `source-unreadable`
 */
export function checkSharedDirectory(hostPath: string): void {
  const stat = examine(hostPath);
  if (stat?.isDirectory()) {
    requireReadable(hostPath);
    return;
  }
  throw stat === undefined
    ? new OpsError('source-not-found', `${hostPath}: this host directory does not exist`, {
        hint: `mkdir -p ${shellWord(hostPath)}`,
      })
    : new OpsError('source-unsupported', `${hostPath}: only a directory can be shared with a guest`);
}

function requireReadable(hostPath: string): void {
  try {
    accessSync(hostPath, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw sourceError(error, hostPath, 'share');
  }
}

function examine(hostPath: string): Stats | undefined {
  try {
    return statSync(hostPath, { throwIfNoEntry: false });
  } catch (error) {
    throw sourceError(error, hostPath, 'examine');
  }
}
