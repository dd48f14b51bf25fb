import type { TreeEntry } from '../../filesystem/entries.js';
import { DEFAULT_SEARCH_PATH } from '../root/environment.js';
import { openSysroot, Sysroot } from '../root/sysroot.js';
import { checkExecutable } from './check-executable.js';
import { describeProgram } from './description.js';
import { readHostElf } from './elf-object.js';
import { followInterpreters } from './interpreters.js';
import { resolveLibraries } from './libraries.js';
import { locateProgram, splitSearchPath, type ProgramPlaces } from './locate.js';
import type { ProgramPlan, ProgramRequest } from './program-plan.js';
import { standardLibrary } from './standard-library.js';

/**
 * Works out what a guest needs to run a program: the program, the interpreters of its `#!` lines, the loader and all
 * libraries. Only files are read; nothing of the program is run.
 *
 * Of the program only the file itself is taken along, of Python its standard library too. What a script imports or
 * opens is given by `Dirs`, `Files` and `MapDirs`, or by naming its directory, which is then taken whole.
 *
 * @throws OpsError `program-not-found`, `program-invalid`, `program-wrong-architecture`, `interpreter-missing`,
 * `library-missing`, `source-not-found` (the target root), `source-unreadable`, `format-corrupt`
 * @example
 * resolveProgram({ program: './server.js', workingDirectory: '/home/me/web' })
 * // { path: '/usr/bin/node', arguments: ['node', '/server.js'], entries: [...], ... }
 */
export function resolveProgram(request: ProgramRequest): ProgramPlan {
  const { workingDirectory, targetRoot, searchPath = DEFAULT_SEARCH_PATH } = request;
  const host = new Sysroot();
  const sysroot = targetRoot === undefined ? host : openSysroot(targetRoot, workingDirectory);
  const isTarget = sysroot !== host;
  const places: ProgramPlaces = {
    host,
    sysroot,
    isTarget,
    workingDirectory,
    programDirectory: request.programDirectory,
    searchPath: splitSearchPath(searchPath, workingDirectory, isTarget),
  };
  const execution = followInterpreters(locateProgram(request.program, places), places);
  const { executable } = execution;
  const elf = readHostElf(executable.found.hostPath, executable.name);
  const architecture = checkExecutable(executable, elf, request.architecture ?? 'x86_64');
  const program = { place: executable.place, hostPath: executable.found.hostPath, elf };
  const standard = standardLibrary(executable.place);
  const libraries = resolveLibraries(program, { sysroot, host, workingDirectory, architecture }, standard.modules);
  const files = execution.files.flatMap(({ entries }) => entries);
  return {
    path: executable.guestPath,
    arguments: execution.arguments,
    environment: execution.environment,
    entries: uniqueEntries([...files, ...standard.entries, ...libraries.entries]),
    description: describeProgram(executable, execution.files.length > 1, architecture, libraries.libc),
    architecture,
    libc: libraries.libc,
  };
}

/** A script and its interpreters may ask for the same file. */
function uniqueEntries(entries: readonly TreeEntry[]): TreeEntry[] {
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()];
}
