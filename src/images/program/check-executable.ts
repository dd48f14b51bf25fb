import { OpsError } from '../../core/errors.js';
import { linkageOf, type ElfFile } from '../../formats/elf/reader.js';
import { architectureOf, machineName, runsOn, type Architecture } from './architecture.js';

interface Executable {
  /** What the user calls it. */
  readonly name: string;
  readonly found: { readonly mode: number };
}

/** The architecture of a program that the guest can run. @throws OpsError `program-invalid`, `program-wrong-architecture` */
export function checkExecutable({ name, found }: Executable, elf: ElfFile, guest: Architecture): Architecture {
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
