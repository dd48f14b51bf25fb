import path from 'node:path';
import type { Sysroot } from '../root/sysroot.js';
import { ARCHITECTURES, type Architecture } from './architecture.js';
import type { ElfObject, Place } from './elf-object.js';

/** What the spelling of a library's directory is resolved against. */
export interface SearchContext {
  /** Where absolute paths are looked up. */
  readonly sysroot: Sysroot;
  /** This machine, where relative paths start from `workingDirectory`; the guest starts programs in `/`. */
  readonly host: Sysroot;
  readonly workingDirectory: string;
  readonly architecture: Architecture;
}

/**
 * The directories that one colon-separated search path names for `object`, in order. `$LIB` may give several, because
 * the loader's own value is built into it. Musl knows `$ORIGIN` alone, and drops a path that holds another.
 */
export function searchPathDirectories(text: string, object: ElfObject, context: SearchContext): Place[] {
  return text.split(':').flatMap((element) => expandTokens(element, object, context));
}

/** The places that `text` may mean, its `$ORIGIN`, `$LIB` and `$PLATFORM` (with braces or without) replaced. */
export function expandTokens(text: string, object: ElfObject, context: SearchContext): Place[] {
  const { lib, platform } = ARCHITECTURES[context.architecture];
  const libraries = hasToken(text, 'LIB') ? lib : [''];
  return libraries.map((directory) => {
    const partly = replaceToken(replaceToken(text, 'LIB', directory), 'PLATFORM', platform);
    if (hasToken(partly, 'ORIGIN')) return placeFromOrigin(partly, object);
    return placeOf(partly, context);
  });
}

/** True when every `$` in `text` starts `$ORIGIN`. */
export function hasOnlyOrigin(text: string): boolean {
  return !replaceToken(text, 'ORIGIN', '').includes('$');
}

function placeFromOrigin(text: string, { place }: ElfObject): Place {
  const replace = (file: string) => replaceToken(text, 'ORIGIN', path.posix.dirname(file));
  return { tree: place.tree, path: replace(place.path), guestPath: path.posix.resolve('/', replace(place.guestPath)) };
}

function placeOf(text: string, { sysroot, host, workingDirectory }: SearchContext): Place {
  const guestPath = path.posix.resolve('/', text);
  if (text.startsWith('/')) return { tree: sysroot, path: text, guestPath };
  return { tree: host, path: path.posix.resolve(workingDirectory, text), guestPath };
}

function tokenPattern(name: string): RegExp {
  return new RegExp(`\\$(?:${name}(?![A-Za-z0-9_])|\\{${name}\\})`, 'g');
}

function hasToken(text: string, name: string): boolean {
  return tokenPattern(name).test(text);
}

function replaceToken(text: string, name: string, value: string): string {
  return text.replace(tokenPattern(name), () => value);
}
