import path from 'node:path';
import { OpsError } from '../../core/errors.js';
import { findClosest } from '../../core/suggest.js';
import type { Found, Sysroot } from '../root/sysroot.js';
import { packageMain } from './package-directory.js';
import { guestPathFor, placeAt, placeInSystem, type PlacedFile } from './placed-file.js';

/** Where programs are looked for. */
export interface ProgramPlaces {
  /** This machine as it is. */
  readonly host: Sysroot;
  /** The root that the image's system comes from: the target root, or this machine. */
  readonly sysroot: Sysroot;
  /** True when `sysroot` was given, and is an image's tree rather than somebody's machine. */
  readonly isTarget: boolean;
  readonly workingDirectory: string;
  readonly searchPath: readonly string[];
  /** See `ProgramRequest`. */
  readonly programDirectory?: string | undefined;
}

const PROGRAM_DIRECTORIES = new Set(['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']);

/**
 * Finds what the user asked to run. A path below the system's own program directories, or below a target root, stays
 * where it is; everything else goes to `/<name>`.
 *
 * @throws OpsError `program-not-found` with the closest name, `program-invalid` for a directory without a main program
 */
export function locateProgram(program: string, places: ProgramPlaces): PlacedFile {
  if (!program.includes('/')) return locateName(program, places);
  const absolute = path.resolve(places.workingDirectory, program);
  const systemPath = systemPathOf(program, absolute, places);
  const inSystem = systemPath === undefined ? undefined : places.sysroot.findFile(systemPath);
  if (systemPath !== undefined && inSystem) return placeInSystem(program, systemPath, inSystem, places.sysroot);
  const here = placeOnHost(program, places.host.find(absolute), absolute, places);
  return here ?? notFound(program, siblings(absolute, places));
}

/** Finds a command on the search path, as `execvp` would. */
export function findCommand(name: string, places: ProgramPlaces): PlacedFile | undefined {
  for (const directory of places.searchPath) {
    const file = path.posix.join(directory, name);
    const found = places.sysroot.findFile(file);
    if (!found || (found.mode & 0o111) === 0) continue;
    if (places.isTarget || isProgramDirectory(file)) return placeInSystem(name, file, found, places.sysroot);
    return placeAt(name, `/usr/local/bin/${name}`, found, places.sysroot);
  }
  return undefined;
}

/** The directories of a colon-separated `PATH`; relative ones count on this machine only. */
export function splitSearchPath(text: string, workingDirectory: string, isTarget: boolean): string[] {
  const directories = text.split(':').filter((directory) => !isTarget || directory.startsWith('/'));
  return directories.map((directory) => (isTarget ? directory : path.resolve(workingDirectory, directory)));
}

/** The path that `program` would have in the system's root, for a path that is to stay where it is. */
function systemPathOf(program: string, absolute: string, { sysroot, isTarget }: ProgramPlaces): string | undefined {
  if (isTarget && absolute.startsWith(`${sysroot.directory}/`)) return absolute.slice(sysroot.directory.length);
  return program.startsWith('/') && (isTarget || isProgramDirectory(program)) ? program : undefined;
}

function locateName(name: string, places: ProgramPlaces): PlacedFile {
  const absolute = path.resolve(places.workingDirectory, name);
  const here = name === '' ? undefined : places.host.find(absolute);
  // A directory that happens to be called like a command does not hide it; ./name asks for the directory.
  const file = here?.kind === 'file' ? placeOnHost(name, here, absolute, places) : findCommand(name, places);
  const commands = places.searchPath.flatMap((directory) => places.sysroot.list(directory));
  return (
    file ?? placeOnHost(name, here, absolute, places) ?? notFound(name, [...siblings(absolute, places), ...commands])
  );
}

function placeOnHost(
  typed: string,
  found: Found | undefined,
  absolute: string,
  { host, programDirectory }: ProgramPlaces,
): PlacedFile | undefined {
  const name = path.basename(absolute);
  const guestPath = programDirectory === undefined ? guestPathFor(name) : path.posix.join(programDirectory, name);
  switch (found?.kind) {
    case undefined:
      return undefined;
    case 'file':
      return placeAt(typed, guestPath, found, host);
    case 'directory':
      return packageMain(typed, guestPath, found, host);
    case 'other':
      throw new OpsError('program-invalid', `${typed}: neither a file nor a directory`);
  }
}

function isProgramDirectory(file: string): boolean {
  return PROGRAM_DIRECTORIES.has(path.posix.dirname(path.posix.normalize(file)));
}

function siblings(absolute: string, { host }: ProgramPlaces): string[] {
  return host.list(path.dirname(absolute));
}

function notFound(program: string, names: readonly string[]): never {
  const closest = findClosest(path.basename(program), names);
  const directory = program.includes('/') ? program.slice(0, program.lastIndexOf('/') + 1) : '';
  throw new OpsError('program-not-found', `${program === '' ? '""' : program}: no such program`, {
    hint:
      closest === undefined
        ? 'give the path of a program, or of a directory with a package.json'
        : `did you mean "${directory}${closest}"?`,
    details: { program },
  });
}
