import type { ElfObject, Place } from './elf-object.js';
import { loaderChain } from './elf-object.js';
import { ARCHITECTURES } from './architecture.js';
import { readLoaderConfiguration } from './loader-configuration.js';
import type { Loader, SearchDirectory } from './loader.js';
import { searchPathDirectories, type SearchContext } from './search-path.js';

/**
 * glibc's rules (ld.so(8)): RPATH of who needs it and of who needed that, up to the program, unless who needs it has a
 * RUNPATH; then that RUNPATH, for its own needs only; then the configured and the default directories.
 *
 * Directories for one kind of processor (`glibc-hwcaps/`) are left out: the plain library is always beside them and runs
 * on every processor that a guest may be given.
 */
export function glibcLoader(context: SearchContext): Loader {
  const defaults = ARCHITECTURES[context.architecture].libraryDirectories;
  const configured = readLoaderConfiguration(context.sysroot);
  const cached = (directory: string): SearchDirectory => ({
    tree: context.sysroot,
    path: directory,
    guestPath: directory,
    cached: true,
  });
  const system = [...new Set([...configured, ...defaults])].map(cached);
  // Who wants no default directories gets them from nowhere, though the configuration may name them.
  const withoutDefaults = system.filter(({ path }) => !defaults.includes(path));
  const pathsOf = (text: string | undefined, object: ElfObject): SearchDirectory[] =>
    text === undefined ? [] : searchPathDirectories(text, object, context).map(uncached);

  return {
    libc: 'glibc',
    *directories(object) {
      const { dynamic } = object.elf;
      if (dynamic?.runpath === undefined) {
        for (const link of loaderChain(object)) yield* pathsOf(effectiveRpath(link), link);
      }
      yield* pathsOf(dynamic?.runpath, object);
      yield* dynamic?.noDefaultLibraries === true ? withoutDefaults : system;
    },
    provides: () => false,
    matchesSoname: true,
    // Name lookups (nsswitch.conf), and the unwinder that ending a thread needs.
    openedAtRunTime: ['libnss_files.so.2', 'libnss_dns.so.2', 'libresolv.so.2', 'libgcc_s.so.1'],
    entries: [],
  };
}

function effectiveRpath({ elf }: ElfObject): string | undefined {
  return elf.dynamic?.runpath === undefined ? elf.dynamic?.rpath : undefined;
}

function uncached(place: Place): SearchDirectory {
  return { ...place, cached: false };
}
