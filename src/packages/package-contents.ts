import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { onHost } from '../io/host-errors.js';

/** Something in a package. */
export interface PackageEntry {
  /** Below the folder of the package, without a slash in front. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** In bytes; null for what is no file. */
  readonly size: number | null;
  /** Where a link leads. */
  readonly target: string | null;
}

/** All that is in the folder of a package, by path. @throws OpsError `host-file`, `host-file-denied` */
export function listPackageContents(directory: string): PackageEntry[] {
  return namesBelow(directory, '')
    .sort()
    .map((name) => describeEntry(path.join(directory, name), name));
}

/** Not the recursion of `readdir`: that goes through links, which may lead in a circle. */
function namesBelow(directory: string, below: string): string[] {
  const folder = path.join(directory, below);
  const entries = onHost('list', folder, () => readdirSync(folder, { withFileTypes: true }));
  return entries.flatMap((entry) => {
    const name = path.join(below, entry.name);
    return entry.isDirectory() ? [name, ...namesBelow(directory, name)] : [name];
  });
}

function describeEntry(file: string, name: string): PackageEntry {
  return onHost('examine', file, () => {
    const stat = lstatSync(file);
    if (stat.isDirectory()) return { path: name, kind: 'directory', size: null, target: null };
    if (stat.isSymbolicLink()) return { path: name, kind: 'symlink', size: null, target: readlinkSync(file) };
    if (stat.isFile()) return { path: name, kind: 'file', size: stat.size, target: null };
    return { path: name, kind: 'other', size: null, target: null };
  });
}
