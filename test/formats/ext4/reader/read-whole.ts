import assert from 'node:assert/strict';
import type { FilesystemReader, StoredContent } from '../../../../src/formats/filesystem-reader.js';
import type { DirectoryNode, FileNode, TreeNode } from '../../../../src/formats/tree.js';

/** A file as it was met under one of its names. */
export interface Found {
  /** From the root, in latin1, each part with a `/` before it. The root's is empty. */
  readonly path: string;
  readonly inode: number;
  readonly node: TreeNode<StoredContent>;
}

/** Goes over a volume twice, by `readTree` and by `list` and `readInode`, and sees that they agree. */
export function readWhole(reader: FilesystemReader): Found[] {
  const tree = reader.readTree();
  const found: Found[] = [];
  const nodes = new Map<number, TreeNode<StoredContent>>();
  const visit = (path: string, inode: number, node: TreeNode<StoredContent>): void => {
    found.push({ path, inode, node });
    assert.equal(nodes.get(inode) ?? node, node, `${path}: a hard link that is not one node`);
    nodes.set(inode, node);
    const alone = reader.readInode(inode);
    assert.deepEqual(alone, node.kind === 'directory' ? { ...node, entries: [] } : node, path);
    if (node.kind !== 'directory') return;
    const entries = reader.list(inode);
    assert.deepEqual(entries.map(({ name }) => name), node.entries.map(({ name }) => name), path); // prettier-ignore
    for (const [index, { name, inode: child }] of entries.entries()) {
      visit(`${path}/${Buffer.from(name).toString('latin1')}`, child, node.entries[index]!.node);
    }
  };
  visit('', reader.lookup(new Uint8Array()), tree);
  return found;
}

/** All of a file, asked for in pieces that fit no block. */
export function contentOf(reader: FilesystemReader, file: FileNode<StoredContent>, piece = 9973): Uint8Array {
  const bytes = new Uint8Array(file.size);
  for (let at = 0; at < bytes.length; at += piece) {
    const into = bytes.subarray(at, at + piece);
    assert.equal(reader.readFile(file.content.inode, at, into), into.length);
  }
  assert.equal(reader.readFile(file.content.inode, file.size, new Uint8Array(1)), 0);
  return bytes;
}

/** A tree with the contents of its files in it: equal when everything is. */
export function withContents(reader: FilesystemReader, root: DirectoryNode<StoredContent>): DirectoryNode<Uint8Array> {
  const done = new Map<TreeNode<StoredContent>, TreeNode<Uint8Array>>();
  const copy = (node: TreeNode<StoredContent>): TreeNode<Uint8Array> => {
    const known = done.get(node);
    if (known) return known;
    const made = copyNode(node);
    done.set(node, made);
    return made;
  };
  const copyNode = (node: TreeNode<StoredContent>): TreeNode<Uint8Array> => {
    if (node.kind === 'file') return { ...node, content: contentOf(reader, node) };
    if (node.kind !== 'directory') return node;
    return { ...node, entries: node.entries.map(({ name, node: below }) => ({ name, node: copy(below) })) };
  };
  return copy(root) as DirectoryNode<Uint8Array>;
}
