import path from 'node:path';
import type { TreeEntry } from '../../filesystem/entries.js';
import { placeIn, type Place } from './elf-object.js';

/** What an interpreter cannot start without, and that no ELF header names. */
export interface StandardLibrary {
  readonly entries: readonly TreeEntry[];
  /** Shared objects among them, which are opened while the program runs and have needs of their own. */
  readonly modules: readonly Place[];
}

/** Python stops at once when `<prefix>/lib/python<version>` is missing (sys.prefix in its documentation). */
const PYTHON = /^python\d+\.\d+$/;
/** Its own tests and what embedding it in other programs takes: most of the bytes, and no program imports them. */
const LEFT_OUT = /^(?:test|config-.+)$/;

/** The standard library of the interpreter at `executable`; empty for everything that needs none. */
export function standardLibrary({ tree, path: file, guestPath }: Place): StandardLibrary {
  const name = path.posix.basename(file);
  if (!PYTHON.test(name)) return { entries: [], modules: [] };
  const prefix = (of: string) => path.posix.dirname(path.posix.dirname(of));
  const library: Place = {
    tree,
    path: `${prefix(file)}/lib/${name}`,
    guestPath: path.posix.join(prefix(guestPath), 'lib', name),
  };
  const modules = placeIn(library, 'lib-dynload');
  return {
    entries: tree
      .list(library.path)
      .filter((child) => !LEFT_OUT.test(child))
      .flatMap((child) => entryOf(placeIn(library, child))),
    modules: tree.list(modules.path).map((child) => placeIn(modules, child)),
  };
}

function entryOf(place: Place): TreeEntry[] {
  const found = place.tree.find(place.path);
  // A link of a distribution to a file that was not installed.
  if (!found || found.kind === 'other') return [];
  return [{ path: place.guestPath, kind: 'host', hostPath: found.hostPath }];
}
