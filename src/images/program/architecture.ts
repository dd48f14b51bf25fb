import { EM_386, EM_AARCH64, EM_X86_64 } from '../../formats/elf/constants.js';
import type { ElfFile } from '../../formats/elf/reader.js';

export type Architecture = 'x86_64' | 'i386' | 'aarch64';

interface ArchitectureFacts {
  readonly class: 32 | 64;
  readonly machine: number;
  /** Where distributions keep libraries, most specific first: Debian's multiarch, then the file-system hierarchy. */
  readonly libraryDirectories: readonly string[];
  /** What `$LIB` may stand for: it is fixed when a distribution builds its loader. */
  readonly lib: readonly string[];
  /** What `$PLATFORM` stands for: the kernel's AT_PLATFORM. */
  readonly platform: string;
  /** The processor's name in the names of musl's files. */
  readonly musl: string;
}

export const ARCHITECTURES: Readonly<Record<Architecture, ArchitectureFacts>> = {
  x86_64: {
    class: 64,
    machine: EM_X86_64,
    libraryDirectories: directories('x86_64-linux-gnu', 'lib64'),
    lib: ['lib/x86_64-linux-gnu', 'lib64', 'lib'],
    platform: 'x86_64',
    musl: 'x86_64',
  },
  i386: {
    class: 32,
    machine: EM_386,
    libraryDirectories: directories('i386-linux-gnu', 'lib32'),
    lib: ['lib/i386-linux-gnu', 'lib32', 'lib'],
    platform: 'i686',
    musl: 'i386',
  },
  aarch64: {
    class: 64,
    machine: EM_AARCH64,
    libraryDirectories: directories('aarch64-linux-gnu', 'lib64'),
    lib: ['lib/aarch64-linux-gnu', 'lib64', 'lib'],
    platform: 'aarch64',
    musl: 'aarch64',
  },
};

/** Names of what else people build for, by `e_machine`, for the error. */
const OTHER_MACHINES: Readonly<Record<number, string>> = {
  8: 'mips',
  20: 'powerpc',
  21: 'powerpc64',
  22: 's390x',
  40: 'arm',
  243: 'riscv',
  247: 'bpf',
  258: 'loongarch',
};

/** The architecture that `elf` is for, when it is one that we know. */
export function architectureOf(elf: ElfFile): Architecture | undefined {
  const names = Object.keys(ARCHITECTURES) as Architecture[];
  return names.find((name) => ARCHITECTURES[name].class === elf.class && ARCHITECTURES[name].machine === elf.machine);
}

/** True when a guest of the architecture `guest` runs programs for `program`. */
export function runsOn(program: Architecture, guest: Architecture): boolean {
  return program === guest || (program === 'i386' && guest === 'x86_64');
}

/** A name for people, known or not. */
export function machineName(elf: ElfFile): string {
  return architectureOf(elf) ?? OTHER_MACHINES[elf.machine] ?? `machine ${elf.machine} (${elf.class} bits)`;
}

function directories(multiarch: string, wide: string): readonly string[] {
  return [`/lib/${multiarch}`, `/usr/lib/${multiarch}`, `/${wide}`, `/usr/${wide}`, '/lib', '/usr/lib'];
}
