import type {
  ContentSource,
  DirectoryEntry,
  DirectoryNode,
  FileNode,
  SymbolicLinkNode,
  Timestamp,
  TreeNode,
} from '../../../src/formats/tree.js';
import type { Ext4Options } from '../../../src/formats/ext4/index.js';

/** Trees made by hand, whose files carry their bytes. */
export type Bytes = Uint8Array;
export type Node = TreeNode<Bytes>;
export type Directory = DirectoryNode<Bytes>;

export const CREATED: Timestamp = { seconds: 1_700_000_000, nanoseconds: 0 };
const ATTRIBUTES = { uid: 0, gid: 0, atime: CREATED, mtime: CREATED, ctime: CREATED };

export const OPTIONS: Omit<Ext4Options, 'size'> = {
  uuid: Uint8Array.from({ length: 16 }, (_, index) => index + 1),
  hashSeed: Uint8Array.from({ length: 16 }, (_, index) => 0xf0 - index),
  created: CREATED,
};

export function file(content: Bytes | string, attributes: Partial<FileNode<Bytes>> = {}): FileNode<Bytes> {
  const bytes = typeof content === 'string' ? encode(content) : content;
  return { kind: 'file', mode: 0o644, ...ATTRIBUTES, size: bytes.length, content: bytes, ...attributes };
}

export function link(target: Bytes | string): SymbolicLinkNode {
  return { kind: 'symlink', mode: 0o777, ...ATTRIBUTES, target: typeof target === 'string' ? encode(target) : target };
}

export function special(kind: 'fifo' | 'socket'): Node {
  return { kind, mode: 0o600, ...ATTRIBUTES };
}

export function device(kind: 'character-device' | 'block-device', major: number, minor: number): Node {
  return { kind, mode: 0o660, ...ATTRIBUTES, major, minor };
}

export function directory(
  entries: Readonly<Record<string, Node>> | readonly DirectoryEntry<Bytes>[],
  attributes: Partial<Directory> = {},
): Directory {
  const list = Array.isArray(entries)
    ? (entries as readonly DirectoryEntry<Bytes>[])
    : Object.entries(entries as Readonly<Record<string, Node>>).map(([name, node]) => ({ name: encode(name), node }));
  return { kind: 'directory', mode: 0o755, ...ATTRIBUTES, entries: list, ...attributes };
}

export function encode(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Bytes that differ from place to place and from file to file, without a zero among them. */
export function pattern(length: number, seed = 1): Bytes {
  return Uint8Array.from({ length }, (_, index) => 1 + ((index * 7 + (index >>> 8) * 13 + seed * 31) % 255));
}

/** Hands out the bytes that files carry, again and again when the file is longer. */
export const SOURCE: ContentSource<Bytes> = {
  read({ content }, position, into) {
    for (let done = 0; done < into.length;) {
      const piece = content.subarray((position + done) % content.length).subarray(0, into.length - done);
      into.set(piece, done);
      done += piece.length;
    }
  },
};

/** The bytes that a reader of the file must get. */
export function bytesOf(node: FileNode<Bytes>): Bytes {
  const bytes = new Uint8Array(node.size);
  for (const { start, length } of node.data ?? [{ start: 0, length: node.size }]) {
    if (length > 0) SOURCE.read(node, start, bytes.subarray(start, start + length));
  }
  return bytes;
}
