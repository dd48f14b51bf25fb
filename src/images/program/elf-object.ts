import path from 'node:path';
import { readElf, type ElfFile } from '../../formats/elf/reader.js';
import type { Sysroot } from '../root/sysroot.js';
import { withFile } from './host-file.js';

/** Where the loader meets a file: in the tree that it was found in, and in the guest. */
export interface Place {
  readonly tree: Sysroot;
  /** Absolute path in `tree`, as the loader would spell it: `$ORIGIN` is its directory. */
  readonly path: string;
  readonly guestPath: string;
}

/** An ELF file that is loaded, and by whom. */
export interface ElfObject {
  readonly place: Place;
  readonly hostPath: string;
  readonly elf: ElfFile;
  /** Who needed it first; absent for the program itself. */
  readonly neededBy?: ElfObject;
}

/** Reads the headers of the ELF file at `hostPath`, which errors call `name`. */
export function readHostElf(hostPath: string, name = hostPath): ElfFile {
  return withFile(hostPath, name, (file) => readElf(file, name));
}

/** The object, who needed it, who needed that, up to the program. */
export function* loaderChain(object: ElfObject): Generator<ElfObject> {
  for (let link: ElfObject | undefined = object; link; link = link.neededBy) yield link;
}

/** The place `relative` to a place: the same steps in the tree and in the guest. */
export function placeIn(directory: Place, name: string): Place {
  return {
    tree: directory.tree,
    path: `${directory.path}/${name}`,
    guestPath: path.posix.join(directory.guestPath, name),
  };
}
