import path from 'node:path';
import { isHostDirectory, listMounts, type ConfiguredMount } from './configured-mounts.js';
import type { Config } from './generated/config.js';

/**
 * What names something of this machine in a configuration, absolute; but for `Files`, `Dirs` and `MapDirs`, whose paths
 * in the image follow from how they are written.
 */
export interface HostPaths {
  readonly program?: string;
  /** All mounts; the source of a host directory is absolute, any other is as it was. */
  readonly mounts: readonly ConfiguredMount[];
  readonly targetRoot?: string;
  /** A kernel that is named by a path; a mere name is left as it is. */
  readonly kernel?: string;
  readonly volumesDirectory?: string;
}

/**
 * Makes the paths of a configuration absolute. Relative ones start from `LocalFilesParentDirectory`, which itself starts
 * from `directory`.
 *
 * @param directory that of the file given with `-c`, or else the current one; absolute
 */
export function resolveHostPaths(config: Config, directory: string): HostPaths {
  const base = baseDirectory(config, directory);
  const inBase = (name: string): string => path.resolve(base, name);
  const { Kernel: kernel, VolumesDir: volumes, TargetRoot: root } = config;
  const program = config.ProgramPath ?? config.Program;
  const targetRoot = root === undefined ? undefined : inBase(root);
  return {
    ...(program !== undefined && { program: inBase(program) }),
    mounts: listMounts(config).map((mount) => ({ ...mount, source: resolveMountSource(mount.source, base) })),
    ...(targetRoot !== undefined && { targetRoot }),
    ...(kernel !== undefined && { kernel: kernel.includes('/') ? inBase(kernel) : kernel }),
    ...(volumes !== undefined && { volumesDirectory: inBase(volumes) }),
  };
}

/** The source of a mount with a host directory made absolute. */
export function resolveMountSource(source: string, directory: string): string {
  return isHostDirectory(source) ? path.resolve(directory, source) : source;
}

/** Where relative paths of a configuration start from. */
export function baseDirectory(config: Config, directory: string): string {
  return path.resolve(directory, config.LocalFilesParentDirectory ?? '.');
}
