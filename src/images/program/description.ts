import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Architecture } from './architecture.js';
import type { Place } from './elf-object.js';
import type { PlacedFile } from './placed-file.js';
import type { Libc } from './program-plan.js';

/**
 * What to call the ELF file that runs, without running it: an interpreter by its name, and by its version where a file
 * or a path beside it tells that; a program of its own by architecture and C library.
 */
export function describeProgram(
  file: PlacedFile,
  interpretsScript: boolean,
  architecture: Architecture,
  libc: Libc,
): string {
  const real = path.posix.basename(file.place.path);
  const name = real.replace(/\d+(\.\d+)*$/, '');
  const version = interpretsScript || name === 'node' ? findVersion(file.place, name) : undefined;
  if (version !== undefined) return `${name} ${version}`;
  if (interpretsScript) return real;
  return `${architecture} ${libc === 'none' ? 'static' : libc}`;
}

function findVersion(place: Place, name: string): string | undefined {
  const prefix = path.posix.dirname(path.posix.dirname(place.path));
  return (
    /(\d+(?:\.\d+)+)$/.exec(path.posix.basename(place.path))?.[1] ??
    versionOfHeader(readBeside(place, `${prefix}/include/node/node_version.h`), name) ??
    versionOfPackage(readBeside(place, `${prefix}/package.json`), name) ??
    /\/v?(\d+\.\d+\.\d+)(?=\/)/.exec(place.path)?.[1]
  );
}

function versionOfHeader(text: string, name: string): string | undefined {
  if (name !== 'node') return undefined;
  const parts = ['MAJOR', 'MINOR', 'PATCH'].map((part) => new RegExp(`NODE_${part}_VERSION (\\d+)`).exec(text)?.[1]);
  return parts.includes(undefined) ? undefined : parts.join('.');
}

function versionOfPackage(text: string, name: string): string | undefined {
  // The node package of npm has the binary in bin/, beside its own package.json.
  const [found, version] = ['name', 'version'].map((key) => new RegExp(`"${key}":\\s*"([^"]+)"`).exec(text)?.[1]);
  return found === name || found?.startsWith(`${name}-`) === true ? version : undefined;
}

function readBeside(place: Place, file: string): string {
  const found = place.tree.findFile(file);
  try {
    return found ? readFileSync(found.hostPath, 'utf8') : '';
  } catch {
    // Only the description gets poorer.
    return '';
  }
}
