import { OpsError } from '../../core/errors.js';
import type { TreeEntry } from '../../filesystem/entries.js';
import { linkageOf, type ElfFile } from '../../formats/elf/reader.js';
import { DEFAULT_SEARCH_PATH } from '../root/environment.js';
import { openSysroot, Sysroot } from '../root/sysroot.js';
import { architectureOf, machineName, runsOn, type Architecture } from './architecture.js';
import { describeProgram } from './description.js';
import { readHostElf } from './elf-object.js';
import { followInterpreters } from './interpreters.js';
import { resolveLibraries } from './libraries.js';
import { locateProgram, splitSearchPath, type ProgramPlaces } from './locate.js';
import type { PlacedFile } from './placed-file.js';
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

function checkExecutable({ name, found }: PlacedFile, elf: ElfFile, guest: Architecture): Architecture {
  const linkage = linkageOf(elf);
  if (linkage === undefined || (linkage === 'shared-library' && elf.entry === 0)) {
    const what = linkage === undefined ? 'an object file' : 'a shared library';
    throw new OpsError('program-invalid', `${name}: ${what}, not a program`);
  }
  const architecture = architectureOf(elf);
  if (architecture === undefined || !runsOn(architecture, guest)) {
    throw new OpsError('program-wrong-architecture', `${name}: built for ${machineName(elf)}, the guest is ${guest}`, {
      hint: `build it for ${guest}`,
      details: { architecture: machineName(elf), guest },
    });
  }
  if ((found.mode & 0o111) === 0) {
    throw new OpsError('program-invalid', `${name}: not executable`, { hint: `chmod +x ${name}` });
  }
  return architecture;
}

/** A script and its interpreters may ask for the same file. */
function uniqueEntries(entries: readonly TreeEntry[]): TreeEntry[] {
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()];
}
