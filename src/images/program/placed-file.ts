import path from 'node:path';
import type { TreeEntry } from '../../filesystem/entries.js';
import type { Found, Sysroot } from '../root/sysroot.js';
import type { Place } from './elf-object.js';

/** A file that has its place in the guest. */
export interface PlacedFile {
  /** What the user, or the script, calls it. */
  readonly name: string;
  readonly found: Found;
  /** The path that it is called by in the guest; links may stand on it. */
  readonly guestPath: string;
  /** Where it is, here and there, without links: what the kernel takes for `$ORIGIN` and `/proc/self/exe`. */
  readonly place: Place;
  readonly entries: readonly TreeEntry[];
}

/** Where a root has directories of its own, so that no program can be called like that there. */
const ROOT_DIRECTORIES = new Set(
  'bin boot dev etc home lib lib32 lib64 media mnt opt proc root run sbin srv sys tmp usr var'.split(' '),
);

/** `/<name>`, or `/opt/<name>` where that is a directory of the system. */
export function guestPathFor(name: string): string {
  return ROOT_DIRECTORIES.has(name) ? `/opt/${name}` : `/${name}`;
}

/** Keeps a file of `sysroot` where it is: at its real path, with a link where it is called by another. */
export function placeInSystem(name: string, systemPath: string, found: Found, sysroot: Sysroot): PlacedFile {
  const guestPath = path.posix.normalize(systemPath);
  const file: TreeEntry = { path: found.path, kind: 'host', hostPath: found.hostPath };
  const link: TreeEntry[] = guestPath === found.path ? [] : [{ path: guestPath, kind: 'symlink', target: found.path }];
  const place = { tree: sysroot, path: found.path, guestPath: found.path };
  return { name, found, guestPath, place, entries: [file, ...link] };
}

/** Puts a file from anywhere at `guestPath`. */
export function placeAt(name: string, guestPath: string, found: Found, tree: Sysroot): PlacedFile {
  const entry: TreeEntry = { path: guestPath, kind: 'host', hostPath: found.hostPath };
  return { name, found, guestPath, place: { tree, path: found.path, guestPath }, entries: [entry] };
}
