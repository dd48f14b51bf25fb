import type { Mount, MountSource } from '../core/mount.js';
import type { ManifestMount, MountSource as ManifestSource } from '../formats/manifest/linux-manifest.js';

/** A directory of this machine that the guest sees by 9p, under a mount tag. */
export interface SharedDirectory {
  readonly tag: string;
  readonly hostPath: string;
}

/** The shared directories of an image, one for each directory, tagged `share0`, `share1`... in the order of the mounts. */
export function sharedDirectories(mounts: readonly Mount[]): SharedDirectory[] {
  const paths = mounts.flatMap(({ source }) => (source.kind === 'host' ? [source.hostPath] : []));
  return [...new Set(paths)].map((hostPath, index) => ({ tag: `share${index}`, hostPath }));
}

/** The mounts as the guest's init knows them: by what it can see of a disk or a share. */
export function manifestMounts(mounts: readonly Mount[]): ManifestMount[] {
  const shares = sharedDirectories(mounts);
  const sourceOf = (source: MountSource): ManifestSource => {
    switch (source.kind) {
      case 'name':
        return { kind: 'name', value: source.name };
      case 'uuid':
        return { kind: 'uuid', value: source.uuid };
      case 'virtual':
        return { kind: 'virtual', value: String(source.id) };
      case 'host':
        return { kind: 'share', value: shares.find(({ hostPath }) => hostPath === source.hostPath)?.tag ?? '' };
    }
  };
  return mounts.map(({ source, path, readOnly }) => ({
    source: sourceOf(source),
    path,
    access: readOnly ? 'ro' : 'rw',
  }));
}
