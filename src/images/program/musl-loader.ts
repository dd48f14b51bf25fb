import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ARCHITECTURES } from './architecture.js';
import { loaderChain, type ElfObject } from './elf-object.js';
import type { Loader, SearchDirectory } from './loader.js';
import { hasOnlyOrigin, searchPathDirectories, type SearchContext } from './search-path.js';

const DEFAULT_PATH = '/lib:/usr/local/lib:/usr/lib';
/** Libraries of other systems that are part of musl's one library, by the name before the first dot. */
const PARTS_OF_MUSL = new Set(['libc', 'libpthread', 'librt', 'libm', 'libdl', 'libutil', 'libxnet']);

/**
 * musl's rules: RPATH and RUNPATH are one thing and count for everything below who has them; then the directories of
 * `/etc/ld-musl-<processor>.path`, or the built-in ones where that file is missing.
 *
 * @see https://wiki.musl-libc.org/functional-differences-from-glibc.html
 */
export function muslLoader(interpreter: string, context: SearchContext): Loader {
  const { text, entries } = readSystemPath(interpreter, context);
  const system = text
    .split(/[:\n]/)
    .filter((directory) => directory.startsWith('/'))
    .map((directory): SearchDirectory => ({ ...systemPlace(context, directory), cached: false }));
  return {
    libc: 'musl',
    *directories(object) {
      for (const link of loaderChain(object)) yield* ownPath(link, context);
      yield* system;
    },
    provides: (name) => name === interpreter || PARTS_OF_MUSL.has(name.split('.', 1)[0] ?? ''),
    matchesSoname: false,
    openedAtRunTime: [],
    entries,
  };
}

function ownPath(object: ElfObject, context: SearchContext): SearchDirectory[] {
  const text = object.elf.dynamic?.runpath ?? object.elf.dynamic?.rpath;
  if (text === undefined || !hasOnlyOrigin(text)) return [];
  return searchPathDirectories(text, object, context).map((place) => ({ ...place, cached: false }));
}

function readSystemPath(interpreter: string, context: SearchContext): Pick<Loader, 'entries'> & { text: string } {
  // The loader takes the file from beside its own directory: /lib/ld-musl-x86_64.so.1 reads /etc/...
  const prefix = path.posix.dirname(path.posix.dirname(interpreter));
  const file = path.posix.join(prefix, 'etc', `ld-musl-${ARCHITECTURES[context.architecture].musl}.path`);
  const found = context.sysroot.findFile(file);
  if (!found) return { text: DEFAULT_PATH, entries: [] };
  const entry = { path: file, kind: 'host', hostPath: found.hostPath } as const;
  return { text: readFileSync(found.hostPath, 'utf8'), entries: [entry] };
}

function systemPlace({ sysroot }: SearchContext, directory: string) {
  return { tree: sysroot, path: directory, guestPath: path.posix.normalize(directory) };
}
