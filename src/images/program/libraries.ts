import { OpsError } from '../../core/errors.js';
import type { TreeEntry } from '../../filesystem/entries.js';
import { encodeLibraryCache, type CachedLibrary } from '../../formats/elf/library-cache.js';
import { isElf } from '../../formats/elf/reader.js';
import { ARCHITECTURES } from './architecture.js';
import { chooseLoader } from './choose-loader.js';
import { placeIn, readHostElf, type ElfObject, type Place } from './elf-object.js';
import { withFile } from './host-file.js';
import type { Loader } from './loader.js';
import type { Libc } from './program-plan.js';
import { expandTokens, type SearchContext } from './search-path.js';

export interface Libraries {
  readonly libc: Libc;
  /** The loader, the libraries at the paths where it finds them, and what it reads to find them. */
  readonly entries: readonly TreeEntry[];
}

/**
 * Everything that the loader maps before `program` starts, found by its own rules without running anything; then, as far
 * as it is there, what `modules` and the C library's own parts need, which are opened later.
 *
 * @throws OpsError `interpreter-missing`, or `library-missing` that names every library that was not found
 */
export function resolveLibraries(
  program: ElfObject,
  context: SearchContext,
  modules: readonly Place[] = [],
): Libraries {
  const { interpreter } = program.elf;
  if (interpreter === undefined) return { libc: 'none', entries: [] };
  return new Resolution(program, interpreter, context).run(modules);
}

class Resolution {
  readonly #context: SearchContext;
  readonly #program: ElfObject;
  readonly #loader: Loader;
  /** By every name that a need may use. */
  readonly #loaded = new Map<string, ElfObject>();
  readonly #entries = new Map<string, TreeEntry>();
  readonly #guestPaths = new Map<string, string>();
  readonly #cached: CachedLibrary[] = [];

  constructor(program: ElfObject, interpreter: string, context: SearchContext) {
    this.#context = context;
    this.#program = program;
    this.#loader = chooseLoader(interpreter, context);
    this.#addInterpreter(interpreter);
  }

  run(modules: readonly Place[]): Libraries {
    const missing = new Map<string, string>();
    this.#follow([this.#program], (library, neededBy) => {
      if (!missing.has(library)) missing.set(library, neededBy);
    });
    if (missing.size > 0) throw missingLibraries(missing);
    // What is opened while the program runs may be missing here as well: then the program does without.
    const opened = this.#loader.openedAtRunTime.map((name) => this.#find(name, this.#program));
    const objects = [...opened, ...modules.map((place) => this.#read(place, this.#program))];
    this.#follow(objects.filter((object) => object !== undefined));
    return { libc: this.#loader.libc, entries: [...this.#entries.values(), ...this.#loader.entries, ...this.#cache()] };
  }

  /** Adds what `objects` need, breadth first as loaders do: what comes early decides by which path a name is found. */
  #follow(objects: readonly ElfObject[], onMissing?: (library: string, neededBy: string) => void): void {
    const queue = [...objects];
    for (const object of queue) {
      for (const name of object.elf.dynamic?.needed ?? []) {
        if (this.#loaded.has(name) || this.#loader.provides(name)) continue;
        const found = this.#find(name, object);
        if (found) queue.push(found);
        else onMissing?.(name, object.hostPath);
      }
    }
  }

  #addInterpreter(interpreter: string): void {
    const name = this.#program.hostPath;
    const found = this.#context.sysroot.findFile(interpreter);
    if (!interpreter.startsWith('/') || !found) {
      throw new OpsError('interpreter-missing', `${name}: its loader ${interpreter} does not exist`, {
        hint: 'install the C library that the program was built for, or give a root that has it with --target-root',
        details: { interpreter },
      });
    }
    const place = { tree: this.#context.sysroot, path: interpreter, guestPath: interpreter };
    const elf = readHostElf(found.hostPath);
    this.#add(elf.dynamic?.soname ?? interpreter, { place, hostPath: found.hostPath, elf });
  }

  /** Finds and adds the library `name` for `neededBy`. */
  #find(name: string, neededBy: ElfObject): ElfObject | undefined {
    const known = this.#loaded.get(name);
    if (known) return known;
    if (name.includes('/')) return this.#open(name, expandTokens(name, neededBy, this.#context), neededBy);
    for (const directory of this.#loader.directories(neededBy)) {
      const object = this.#open(name, [placeIn(directory, name)], neededBy);
      if (object && directory.cached) this.#cached.push({ name, path: object.place.guestPath });
      if (object) return object;
    }
    return undefined;
  }

  #open(name: string, places: readonly Place[], neededBy: ElfObject): ElfObject | undefined {
    for (const place of places) {
      const object = this.#read(place, neededBy);
      if (object) return this.#add(name, object);
    }
    return undefined;
  }

  /** The ELF file at `place`, if there is one that this program can load. */
  #read(place: Place, neededBy: ElfObject): ElfObject | undefined {
    const found = place.tree.findFile(place.path);
    if (!found || !startsAsElf(found.hostPath)) return undefined;
    const elf = readHostElf(found.hostPath);
    // Directories of several architectures stand side by side; loaders pass over what is not theirs.
    if (elf.class !== this.#program.elf.class || elf.machine !== this.#program.elf.machine) return undefined;
    return { place, hostPath: found.hostPath, elf, neededBy };
  }

  #add(name: string, object: ElfObject): ElfObject {
    this.#loaded.set(name, object);
    const { soname } = object.elf.dynamic ?? {};
    if (this.#loader.matchesSoname && soname !== undefined) this.#loaded.set(soname, object);
    const { guestPath } = object.place;
    // One file under two names stays one file: a loader that saw two would load it twice.
    const first = this.#guestPaths.get(object.hostPath);
    if (first === undefined) {
      this.#guestPaths.set(object.hostPath, guestPath);
      this.#entries.set(guestPath, { path: guestPath, kind: 'host', hostPath: object.hostPath });
    } else if (first !== guestPath) {
      this.#entries.set(guestPath, { path: guestPath, kind: 'symlink', target: first });
    }
    return object;
  }

  #cache(): TreeEntry[] {
    if (this.#cached.length === 0) return [];
    const bytes = encodeLibraryCache(this.#cached, ARCHITECTURES[this.#context.architecture].machine);
    return [{ path: '/etc/ld.so.cache', kind: 'bytes', bytes, mode: 0o644 }];
  }
}

function startsAsElf(hostPath: string): boolean {
  return withFile(hostPath, hostPath, (file) => isElf(file.read(0, 4)));
}

/** `names`: library -> who needs it first. */
function missingLibraries(names: ReadonlyMap<string, string>): OpsError {
  const missing = [...names].map(([library, neededBy]) => ({ library, neededBy }));
  const list = missing.map(({ library, neededBy }) => `${library} (needed by ${neededBy})`).join(', ');
  const noun = missing.length === 1 ? 'library' : `${missing.length} libraries`;
  return new OpsError('library-missing', `${noun} not found: ${list}`, {
    hint: 'install what holds it, or give a root that has it with --target-root',
    details: { missing },
  });
}
