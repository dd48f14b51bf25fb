import { lstatSync } from 'node:fs';
import type { PackagedProgram } from '../../core/root-content.js';
import type { TreeEntry } from '../../filesystem/entries.js';
import { sourceError } from '../../io/host-errors.js';
import { checkExecutable } from './check-executable.js';
import { readHostElf } from './elf-object.js';
import type { ProgramPlan } from './program-plan.js';

/**
 * What a guest needs to run a program of a package: what the package brings, and nothing of this machine.
 *
 * @throws OpsError `program-invalid`, `program-wrong-architecture`, `source-not-found`, `source-unreadable`
 */
export function packagedProgram(
  program: PackagedProgram,
): Pick<ProgramPlan, 'path' | 'arguments' | 'environment' | 'entries' | 'description'> {
  const { hostPath, path, sysroot, environment, description } = program;
  checkExecutable({ name: hostPath, found: { mode: modeOf(hostPath) } }, readHostElf(hostPath, hostPath), 'x86_64');
  const entries: TreeEntry[] = [
    ...(sysroot === undefined ? [] : [{ path: '/', kind: 'host', hostPath: sysroot } as const]),
    { path, kind: 'host', hostPath, follow: false },
  ];
  return { path, arguments: program.arguments, environment, entries, description };
}

function modeOf(file: string): number {
  try {
    return lstatSync(file).mode;
  } catch (error) {
    throw sourceError(error, file, 'examine');
  }
}
