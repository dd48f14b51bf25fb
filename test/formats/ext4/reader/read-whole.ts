import assert from 'node:assert/strict';
import type { Ext4File, Ext4Reader } from '../../../../src/formats/ext4/reader/index.js';
import { ROOT_INODE } from '../../../../src/formats/ext4/inode.js';
import type { DirectoryNode, FileNode, TreeNode } from '../../../../src/formats/tree.js';

/** A file as it was met under one of its names. */
export interface Found {
  /** From the root, in latin1, each part with a `/` before it. The root's is empty. */
  readonly path: string;
  readonly inode: number;
  readonly node: TreeNode<Ext4File>;
}

/** Goes over a volume twice, by `readTree` and by `list` and `readInode`, and sees that they agree. */
export function readWhole(reader: Ext4Reader): Found[] {
  const tree = reader.readTree();
  const found: Found[] = [];
  const nodes = new Map<number, TreeNode<Ext4File>>();
  const visit = (path: string, inode: number, node: TreeNode<Ext4File>): void => {
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
  visit('', ROOT_INODE, tree);
  return found;
}

/** All of a file, asked for in pieces that fit no block. */
export function contentOf(reader: Ext4Reader, file: FileNode<Ext4File>, piece = 9973): Uint8Array {
  const bytes = new Uint8Array(file.size);
  for (let at = 0; at < bytes.length; at += piece) {
    const into = bytes.subarray(at, at + piece);
    assert.equal(reader.readFile(file.content.inode, at, into), into.length);
  }
  assert.equal(reader.readFile(file.content.inode, file.size, new Uint8Array(1)), 0);
  return bytes;
}

/** A tree with the contents of its files in it: equal when everything is. */
export function withContents(reader: Ext4Reader, root: DirectoryNode<Ext4File>): DirectoryNode<Uint8Array> {
  const done = new Map<TreeNode<Ext4File>, TreeNode<Uint8Array>>();
  const copy = (node: TreeNode<Ext4File>): TreeNode<Uint8Array> => {
    const known = done.get(node);
    if (known) return known;
    const made = copyNode(node);
    done.set(node, made);
    return made;
  };
  const copyNode = (node: TreeNode<Ext4File>): TreeNode<Uint8Array> => {
    if (node.kind === 'file') return { ...node, content: contentOf(reader, node) };
    if (node.kind !== 'directory') return node;
    return { ...node, entries: node.entries.map(({ name, node: below }) => ({ name, node: copy(below) })) };
  };
  return copy(root) as DirectoryNode<Uint8Array>;
}
