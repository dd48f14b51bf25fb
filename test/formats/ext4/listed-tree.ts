import { crc32 } from 'node:zlib';
import { compareBytes } from '../../../src/formats/binary/bytes.js';
import type { FileAttributes } from '../../../src/formats/tree.js';
import { escapeBytes } from '../../oracles/list-tree.js';
import { type Bytes, bytesOf, type Node } from './trees.js';

/** What `fixtures/programs/list-tree.c` prints with `-x` of a directory that is this tree. */
export function listedTree(root: Node): string[] {
  const names = new Map<Node, number>();
  for (const { node } of walk(root, [])) names.set(node, (names.get(node) ?? 0) + 1);
  const first = new Map<Node, string>();
  return walk(root, []).map(({ node, path }) => {
    const shown = ['.', ...path.map((name) => escapeBytes(Buffer.from(name)))].join('/');
    const links = node.kind === 'directory' ? '-' : String(names.get(node));
    if (!first.has(node)) first.set(node, shown);
    return [
      ...[shown, node.kind, node.mode.toString(8), `${node.uid}:${node.gid}`, links, timeOf(node)],
      ...contentOf(node),
      `same=${first.get(node)}`,
      ...xattrsOf(node),
    ].join(' ');
  });
}

/** The same of what a guest printed: which names are one file, by the first of them. */
export function withFirstNames(lines: readonly string[]): string[] {
  const first = new Map<string, string>();
  return lines.map((line) =>
    line.replace(/^(\S+)(.*) same=(\d+)/, (_, path: string, rest: string, inode: string) => {
      if (!first.has(inode)) first.set(inode, path);
      return `${path}${rest} same=${first.get(inode)}`;
    }),
  );
}

function walk(node: Node, path: readonly Bytes[]): { node: Node; path: readonly Bytes[] }[] {
  if (node.kind !== 'directory') return [{ node, path }];
  const entries = node.entries.toSorted((a, b) => compareBytes(a.name, b.name));
  return [{ node, path }, ...entries.flatMap(({ name, node: below }) => walk(below, [...path, name]))];
}

function timeOf({ mtime }: FileAttributes): string {
  return `${mtime.seconds}.${String(mtime.nanoseconds).padStart(9, '0')}`;
}

function contentOf(node: Node): string[] {
  if (node.kind === 'symlink') return [escapeBytes(Buffer.from(node.target))];
  if ('major' in node) return [`${node.major}:${node.minor}`];
  if (node.kind !== 'file') return [];
  return [String(node.size), crc32(bytesOf(node)).toString(16).padStart(8, '0')];
}

function xattrsOf({ xattrs = new Map<string, Uint8Array>() }: FileAttributes): string[] {
  return Array.from(xattrs, ([name, value]) => [Buffer.from(name), Buffer.from(value)] as const)
    .toSorted(([a], [b]) => compareBytes(a, b))
    .map(([name, value]) => `${escapeBytes(name)}=${value.toString('hex')}`);
}
