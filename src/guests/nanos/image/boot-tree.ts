import type { ContentSource, DirectoryNode, FileNode, Timestamp, TreeNode } from '../../../formats/tree.js';

/** A klib by its name, such as `ntp`. */
export interface Klib {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface BootParts {
  /** The kernel's ELF file. */
  readonly kernel: Uint8Array;
  readonly klibs: readonly Klib[];
}

const EPOCH: Timestamp = { seconds: 0, nanoseconds: 0 };
/** The parts of a release have no times of their own: the same release makes the same bytes. */
const ATTRIBUTES = { mode: 0o755, uid: 0, gid: 0, atime: EPOCH, mtime: EPOCH, ctime: EPOCH };

/** Hands out the files of {@link bootTree}. */
export const BOOT_CONTENT: ContentSource<Uint8Array> = {
  read({ content }, position, into) {
    into.set(content.subarray(position, position + into.length));
  },
};

/** What the boot file system holds: `kernel`, and `klib/` when there are any. */
export function bootTree({ kernel, klibs }: BootParts): DirectoryNode<Uint8Array> {
  const entries: Record<string, TreeNode<Uint8Array>> = { kernel: file(kernel) };
  if (klibs.length > 0) {
    entries['klib'] = directory(Object.fromEntries(klibs.map(({ name, bytes }) => [name, file(bytes)])));
  }
  return directory(entries);
}

function directory(entries: Readonly<Record<string, TreeNode<Uint8Array>>>): DirectoryNode<Uint8Array> {
  const encoder = new TextEncoder();
  return {
    kind: 'directory',
    ...ATTRIBUTES,
    entries: Object.entries(entries).map(([name, node]) => ({ name: encoder.encode(name), node })),
  };
}

function file(bytes: Uint8Array): FileNode<Uint8Array> {
  return { kind: 'file', ...ATTRIBUTES, size: bytes.length, content: bytes };
}
