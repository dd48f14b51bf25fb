import { statSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { GIB } from '../core/size.js';
import { openArchive } from '../filesystem/archive-file.js';
import { ComposedDirectory } from '../filesystem/composed-directory.js';
import type { TreeContent } from '../filesystem/host-content.js';
import { readHostTree } from '../filesystem/host-tree.js';
import { unpackArchive } from '../filesystem/unpack-archive.js';
import { writeHostTree, type HostTreeRules } from '../filesystem/write-host-tree.js';
import type { DirectoryNode } from '../formats/tree.js';
import { createAtomicFile } from '../io/atomic-file.js';
import { sourceError } from '../io/host-errors.js';
import { runInTimeSlices } from '../io/time-slices.js';
import { SYSROOT_NAME } from './package-manifest.js';

/** Far more than a package has, and far less than what fills a disk unnoticed. */
export const PACKAGE_RULES: HostTreeRules & { readonly maximumArchive: number } = {
  guestRoot: SYSROOT_NAME,
  maximumEntries: 1_000_000,
  maximumSize: 8 * GIB,
  maximumArchive: 4 * GIB,
};

export interface UnpackPackageRequest {
  /** An archive or a folder. */
  readonly source: string;
  /** How people call it. */
  readonly shown: string;
  /** Where the content of its top folder goes; not there yet. */
  readonly directory: string;
  /** Where scratch files may be made. */
  readonly beside: string;
}

/**
 * Writes the content of a package's archive, or of a folder, into a new directory. It is put together in memory first:
 * whatever the names in an archive say, nothing is written but below the directory.
 *
 * @returns the name of the top folder
 * @throws OpsError `package-invalid`, `format-*`, `source-*`, `host-*`, `interrupted`
 */
export async function unpackPackage(
  request: UnpackPackageRequest,
  operation: OperationOptions,
  rules = PACKAGE_RULES,
): Promise<string> {
  const { source, shown, directory } = request;
  if (isDirectory(source, shown)) {
    const tree = await readHostTree(source, { signal: operation.signal });
    await writePackage(tree, directory, shown, operation, rules);
    return path.basename(source);
  }
  const makeScratch = () => Promise.resolve(createAtomicFile(request.beside, path.basename(directory)));
  // Headers and padding come on top of what the files have.
  const limits = { maximumSize: rules.maximumSize + rules.maximumEntries * 2048 };
  using archive = await openArchive(source, shown, { ...operation, ...limits, makeScratch });
  const root = emptyRoot();
  await runInTimeSlices(unpackArchive(archive, root, {}), { signal: operation.signal });
  const [top, ...others] = root.toNode().entries;
  if (top?.node.kind !== 'directory' || others.length > 0) {
    throw new OpsError('package-invalid', `${shown}: has not one folder with everything in it`, {
      hint: 'an archive of a package has one top folder <name>_<version>',
    });
  }
  await writePackage(top.node, directory, shown, operation, rules);
  return new TextDecoder().decode(top.name);
}

export async function writePackage(
  tree: DirectoryNode<TreeContent>,
  directory: string,
  shown: string,
  { signal }: OperationOptions,
  rules: HostTreeRules = PACKAGE_RULES,
): Promise<void> {
  try {
    await runInTimeSlices(writeHostTree(tree, directory, rules), { signal });
  } catch (error) {
    if (!(error instanceof OpsError) || !['package-invalid', 'format-limit'].includes(error.code)) throw error;
    throw new OpsError(error.code, `${shown}: ${error.message}`, { details: error.details, cause: error });
  }
}

function emptyRoot(): ComposedDirectory {
  const never = { seconds: 0, nanoseconds: 0 };
  return ComposedDirectory.root({ mode: 0o755, uid: 0, gid: 0, atime: never, mtime: never, ctime: never });
}

function isDirectory(source: string, shown: string): boolean {
  try {
    return statSync(source).isDirectory();
  } catch (error) {
    throw sourceError(error, shown, 'examine');
  }
}
