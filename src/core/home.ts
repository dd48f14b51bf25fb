/**
 * The folders of a home, `~/.ops` or `$OPS_HOME`:
 *
 *     volumes/    <name>:<uuid>.raw
 *     snapshots/  <name>.json and <name>:<uuid>.raw
 *     images/     <name>.json and <name>:<uuid>.raw
 *     instances/  <id>/
 *     kernels/    <release>/
 *     packages/        <architecture>/<namespace>/<name>_<version>/
 *     local_packages/  <architecture>/<name>_<version>/
 *     cache/      what can be made again
 */
export interface Home {
  readonly directory: string;
  readonly volumes: string;
  readonly snapshots: string;
  readonly images: string;
  readonly instances: string;
  readonly kernels: string;
  readonly packages: string;
  readonly localPackages: string;
  readonly cache: string;
}

/** @param directory absolute */
export function homeAt(directory: string): Home {
  const below = (name: string): string => `${directory.replace(/\/+$/, '')}/${name}`;
  return {
    directory,
    volumes: below('volumes'),
    snapshots: below('snapshots'),
    images: below('images'),
    instances: below('instances'),
    kernels: below('kernels'),
    packages: below('packages'),
    localPackages: below('local_packages'),
    cache: below('cache'),
  };
}
