import type { TreeEntry } from '../../filesystem/entries.js';
import type { ElfObject, Place } from './elf-object.js';
import type { Libc } from './program-plan.js';

/** Where a needed library may be. */
export interface SearchDirectory extends Place {
  /** Known to the loader by its cache only: the guest needs an entry for what is found here. */
  readonly cached: boolean;
}

/** How one C library's loader finds what a program needs. */
export interface Loader {
  readonly libc: Libc;
  /** Directories to look in for what `object` needs, in order. */
  directories(object: ElfObject): Iterable<SearchDirectory>;
  /** True for a needed name that the loader serves itself. */
  provides(name: string): boolean;
  /** True when a library also answers to its soname, whatever name it was found by. */
  readonly matchesSoname: boolean;
  /** Libraries that the C library opens by name while the program runs, where they exist. */
  readonly openedAtRunTime: readonly string[];
  /** What the loader itself reads in the guest. */
  readonly entries: readonly TreeEntry[];
}
