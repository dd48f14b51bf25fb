import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../core/errors.js';
import type { TreeEntry } from '../../filesystem/entries.js';
import type { Found, Sysroot } from '../root/sysroot.js';
import type { PlacedFile } from './placed-file.js';

/**
 * The program of a directory, as Node takes it: `main` of its package.json, else `index.js`, else its `bin`. The whole
 * directory goes to `guestPath`. `typed` stands in front of errors.
 *
 * @throws OpsError `program-invalid` when it has none, or its package.json is not JSON
 */
export function packageMain(typed: string, guestPath: string, directory: Found, host: Sysroot): PlacedFile {
  const found = candidates(readPackage(typed, directory, host))
    .map((name) => host.findFile(`${directory.path}/${name}`))
    .find((file) => file !== undefined);
  if (!found) {
    throw new OpsError('program-invalid', `${typed}: a directory without a main program`, {
      hint: 'name the file to run, or name it as "main" in a package.json',
    });
  }
  const relative = path.relative(directory.path, found.path);
  if (relative.startsWith('..')) throw new OpsError('program-invalid', `${typed}: its main program lies outside of it`);
  const main = path.posix.join(guestPath, relative);
  const entry: TreeEntry = { path: guestPath, kind: 'host', hostPath: directory.hostPath };
  const place = { tree: host, path: found.path, guestPath: main };
  return { name: typed, found, guestPath: main, place, entries: [entry] };
}

interface PackageFile {
  readonly main?: unknown;
  readonly bin?: unknown;
}

function readPackage(typed: string, directory: Found, host: Sysroot): PackageFile {
  const file = host.findFile(`${directory.path}/package.json`);
  if (!file) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file.hostPath, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (cause) {
    throw new OpsError('program-invalid', `${typed}: its package.json cannot be read`, { cause });
  }
}

function candidates({ main, bin }: PackageFile): string[] {
  const mains = typeof main === 'string' ? [main, `${main}.js`, `${main}/index.js`] : [];
  const bins = typeof bin === 'object' && bin !== null ? Object.values(bin) : [bin];
  return [...mains, 'index.js', ...bins.filter((value) => typeof value === 'string')];
}
