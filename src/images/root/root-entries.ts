import type { TreeEntry } from '../../filesystem/entries.js';
import { certificateEntries } from './certificates.js';
import { DEFAULT_NAME_SERVER, etcFiles } from './etc-files.js';
import { openSysroot, Sysroot } from './sysroot.js';

export interface RootRequest {
  /** Addresses; QEMU's user network when absent or empty. */
  readonly nameServers?: readonly string[];
  /** Default `ops`. */
  readonly hostname?: string;
  /** Absolute guest paths where volumes and shares are mounted. */
  readonly mountPoints?: readonly string[];
  /** Where the certificates come from; this machine when absent. Relative to `workingDirectory`. */
  readonly targetRoot?: string;
  readonly workingDirectory: string;
}

/** Directories that a root has, and their permissions (file-system hierarchy standard 3.0). */
const DIRECTORIES: readonly (readonly [path: string, mode: number])[] = [
  ['/dev', 0o755],
  ['/etc', 0o755],
  ['/proc', 0o555],
  ['/root', 0o700],
  ['/run', 0o755],
  ['/sys', 0o555],
  ['/tmp', 0o1777],
  ['/var', 0o755],
  ['/var/tmp', 0o1777],
];

/**
 * What a root holds beside the program: the directories that the kernel and programs expect, the files that name
 * lookups read, certificate authorities, and an empty directory for every mount.
 *
 * @throws OpsError `config-invalid`, `name-invalid`, `source-not-found` (the target root)
 */
export function rootEntries(request: RootRequest): TreeEntry[] {
  const { nameServers = [], hostname = 'ops', mountPoints = [], targetRoot, workingDirectory } = request;
  const sysroot = targetRoot === undefined ? new Sysroot() : openSysroot(targetRoot, workingDirectory);
  return [
    ...DIRECTORIES.map(([path, mode]): TreeEntry => ({ path, kind: 'directory', mode })),
    ...etcFiles(hostname, nameServers.length > 0 ? nameServers : [DEFAULT_NAME_SERVER]),
    ...certificateEntries(sysroot),
    ...mountPoints.map((path): TreeEntry => ({ path, kind: 'directory' })),
  ];
}
