import { OpsError } from './errors.js';
import { formatMount, formatMountSource, type Mount } from './mount.js';

/** Paths of the guest that its init mounts itself. */
const RESERVED_PATHS = ['/dev', '/proc', '/sys', '/run', '/.ops'];

export interface MountRuleOptions {
  /** Whether the guest can mount inside another mount (Linux can, Nanos cannot). */
  readonly nested: boolean;
}

/**
 * Holds the mounts of one image to the rules that no single mount can see: no path twice, none that the guest needs for
 * itself, none inside another unless the guest can do that. One source at several paths is fine.
 *
 * @returns the mounts, outer paths before inner ones, in which order the guest mounts them
 * @throws OpsError `mount-invalid` naming both mounts
 */
export function checkMounts(mounts: readonly Mount[], options: MountRuleOptions): Mount[] {
  for (const [index, mount] of mounts.entries()) {
    const reserved = RESERVED_PATHS.find((path) => mount.path === path || isInside(mount.path, path));
    if (reserved !== undefined) {
      throw new OpsError('mount-invalid', `mount "${formatMount(mount)}": the guest keeps ${reserved} for itself`, {
        hint: `choose another path, such as ${formatMountSource(mount.source)}:/data`,
      });
    }
    for (const other of mounts.slice(0, index)) checkPair(mount, other, options);
  }
  return [...mounts].sort((a, b) => depth(a.path) - depth(b.path));
}

function checkPair(mount: Mount, other: Mount, options: MountRuleOptions): void {
  if (mount.path === other.path) {
    throw new OpsError(
      'mount-invalid',
      `two mounts at ${mount.path}: ${formatMount(other)} and ${formatMount(mount)}`,
      {
        hint: 'give each mount a path of its own',
      },
    );
  }
  if (!options.nested && (isInside(mount.path, other.path) || isInside(other.path, mount.path))) {
    throw new OpsError('mount-invalid', `${formatMount(mount)} and ${formatMount(other)} are inside one another`, {
      hint: 'this guest cannot mount inside a mount: choose paths that are apart',
    });
  }
}

/** True when `path` is below `parent`; both are normalised. */
function isInside(path: string, parent: string): boolean {
  return path.startsWith(`${parent}/`);
}

function depth(path: string): number {
  return path.split('/').length;
}
