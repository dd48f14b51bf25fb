import { fsync } from 'node:fs';
import { promisify } from 'node:util';
import type { Mount } from '../core/mount.js';
import type { OperationOptions } from '../core/progress.js';
import type { Uuid } from '../core/uuid.js';
import type { TreeTotals } from '../filesystem/tree-totals.js';
import { findRelease } from '../guests/nanos/releases/store.js';
import type { NanosRelease } from '../guests/nanos/releases/release.js';
import type { NanosRequest } from '../core/nanos-request.js';
import { hostError } from '../io/host-errors.js';
import { buildRootDisk, type RootDiskRequest } from './build-root.js';
import { buildNanosDisk } from './nanos/build-nanos-disk.js';
import type { NanosSettings } from './nanos/compose-nanos-root.js';

/** What makes a disk one that boots Nanos. */
export interface NanosBuild {
  readonly release: NanosRelease;
  readonly settings: NanosSettings;
}

export interface DiskRequest extends RootDiskRequest {
  /** Absent: a root for Linux. */
  readonly nanos?: NanosBuild | undefined;
}

/** A disk that has been written, whatever boots from it. */
export interface BuiltDisk {
  /** Of the root file system. */
  readonly uuid: Uuid;
  readonly totals: TreeTotals;
  readonly root: {
    readonly manifest: { readonly program: string; readonly arguments: readonly string[] };
    /** Outer paths first. */
    readonly mounts: readonly Mount[];
    /** What runs, for people. */
    readonly description: string;
  };
}

const fsyncAsync = promisify(fsync);

/** Finds the release that is asked for. Images of this machine tell by its debug exit how they ended. */
export function findNanosBuild({ release, ...settings }: NanosRequest, home: string): NanosBuild {
  return { release: findRelease({ home, ...release }), settings: { ...settings, debugExit: true } };
}

/** Writes the disk of an image: for Linux its root, for Nanos all that it boots from. @throws as both of them do */
export async function buildDisk(request: DiskRequest, options: OperationOptions): Promise<BuiltDisk> {
  const { nanos, sync, ...wanted } = request;
  if (nanos === undefined) return buildRootDisk({ ...wanted, sync }, options);
  const disk = await buildNanosDisk({ ...wanted, ...nanos }, options);
  if (sync) {
    await fsyncAsync(wanted.file.fd).catch((error: unknown) => {
      throw hostError(error, wanted.file.path, 'sync');
    });
  }
  return disk;
}
