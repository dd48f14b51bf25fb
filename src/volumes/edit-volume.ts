import { Buffer } from 'node:buffer';
import { lstatSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import type { Owner } from '../filesystem/host-attributes.js';
import type { FileSource } from '../filesystem/open-sources.js';
import type { FilesystemReader } from '../formats/filesystem-reader.js';
import { sourceError } from '../io/host-errors.js';
import type { VolumeEditing } from './edit-target.js';
import { fillVolume, type FilledVolume } from './import-volume.js';

/** Something of this machine, and where in the volume it goes, as cp(1) takes them. */
export interface VolumeCopy {
  /** Absolute. */
  readonly hostPath: string;
  /** How the user wrote it; one that ends with `/.` means the content of a directory. */
  readonly shown: string;
  /** An absolute path of the volume: a directory that it goes into, or its new name. */
  readonly destination: string;
}

export interface CopyOptions {
  /** Whether directories are copied, with all below them. Default false. */
  readonly recursive?: boolean;
  /** Whether a link that is named is what it leads to; those below directories stay links. Default: unless recursive. */
  readonly dereference?: boolean;
  readonly owner?: Owner;
}

/**
 * Copies files of this machine into a volume that nobody uses, in one step. A file takes the place of one that is there.
 *
 * @throws OpsError `source-*`, also for directories of the volume that are not there, and see `rebuildVolume`
 */
export function copyIntoVolume(
  editing: VolumeEditing,
  reference: string,
  copies: readonly VolumeCopy[],
  options: CopyOptions,
  operation: OperationOptions,
): Promise<FilledVolume> {
  const { recursive = false, dereference = !recursive, owner } = options;
  const choose = (volume: FilesystemReader) => ({
    sources: copies.map((copy) => {
      const isDirectory = examine(copy, dereference).isDirectory();
      if (isDirectory && !recursive) throw needsRecursive(copy);
      return toSource(copy, isDirectory, volume);
    }),
    options: { unpack: false, ignoreFiles: false, follow: dereference, ...(owner && { owner }) },
  });
  return fillVolume(editing, reference, choose, operation);
}

function toSource(copy: VolumeCopy, isDirectory: boolean, volume: FilesystemReader): FileSource {
  const { hostPath, shown, destination } = copy;
  const source = { path: hostPath, shown };
  const wholeContent = isDirectory && /(^|\/)\.\.?\/*$/.test(shown);
  const place = kindAt(volume, destination);
  if (place === 'directory') {
    if (wholeContent) return { ...source, destination };
    // Also a directory's path ends with its name: what is below it joins what is there.
    return { ...source, destination: path.posix.join(destination, path.basename(hostPath)) };
  }
  const parent = path.posix.dirname(destination.replace(/\/+$/, ''));
  if (kindAt(volume, parent) !== 'directory') throw noDirectory(copy, parent);
  if (!isDirectory && destination.endsWith('/')) throw noDirectory(copy, destination);
  return { ...source, destination: destination.replace(/\/+$/, '') };
}

/** What is at a path of the volume, links followed. */
function kindAt(volume: FilesystemReader, at: string): string | undefined {
  try {
    return volume.readInode(volume.lookup(Buffer.from(at))).kind;
  } catch (error) {
    if (hasErrorCode(error, 'source-not-found')) return undefined;
    throw error;
  }
}

function examine({ hostPath, shown }: VolumeCopy, follow: boolean): Stats {
  try {
    return follow ? statSync(hostPath) : lstatSync(hostPath);
  } catch (error) {
    throw sourceError(error, shown, 'examine');
  }
}

function needsRecursive({ shown, hostPath }: VolumeCopy): OpsError {
  return new OpsError('source-unsupported', `${shown}: is a directory`, {
    hint: 'to copy it with all that is in it: -r',
    details: { path: hostPath },
  });
}

function noDirectory({ shown, destination }: VolumeCopy, missing: string): OpsError {
  return new OpsError('source-not-found', `${missing}: the volume has no such directory`, {
    hint: `to make the directories on the way: ops volume import VOLUME ${shown}:${destination}`,
    details: { path: missing },
  });
}
