import { tupleOf, type PlainTuple, type PlainValue, type Tuple } from '../../../formats/tfs/tuple/index.js';
import type { NanosManifest } from './manifest.js';
import type { NanosMounts } from './mounts.js';
import { encodePassthrough, SET } from './passthrough.js';

/**
 * The attributes of the root beside its files, keys in one order always.
 *
 * @throws OpsError `usage-invalid` for a passthrough that is no manifest
 */
export function encodeManifest(manifest: NanosManifest): Tuple {
  const { passthrough = {}, klibs, workingDirectory } = manifest;
  const values: Record<string, PlainValue> = {
    ...encodePassthrough(passthrough),
    program: manifest.program,
    arguments: [...manifest.arguments],
    environment: { ...manifest.environment },
    ...(manifest.mounts.entries.length > 0 && { mounts: encodeMounts(manifest.mounts) }),
    // Any klibs at all: the kernel loads every one that is in the boot file system.
    ...(klibs.length > 0 && { klibs: 'bootfs' }),
    ...(manifest.debugExit && { debug_exit: SET }),
    ...(manifest.readOnlyRoot && { readonly_rootfs: SET }),
    ...(manifest.rebootOnExit && { reboot_on_exit: SET }),
    ...(workingDirectory !== undefined && { cwd: workingDirectory }),
  };
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return tupleOf(Object.fromEntries(sorted));
}

function encodeMounts({ entries }: NanosMounts): PlainTuple {
  return Object.fromEntries(entries.map(({ key, path, readOnly }) => [key, `${path}${readOnly ? ':ro' : ''}`]));
}
