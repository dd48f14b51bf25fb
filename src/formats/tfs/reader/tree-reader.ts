import { showName } from '../../ext4/names.js';
import type { StoredContent } from '../../filesystem-reader.js';
import type { DirectoryEntry, DirectoryNode, TreeNode } from '../../tree.js';
import { tupleDamage } from '../damage.js';
import type { Tuple } from '../tuple/index.js';
import { kindOf, type NodeReader } from './node-reader.js';

type Directory = DirectoryNode<StoredContent> & { readonly entries: DirectoryEntry<StoredContent>[] };

/**
 * Reads a directory and all below it. What is met twice is a hard link, or damage.
 * @throws OpsError `format-corrupt`
 */
export function readTreeFrom(reader: NodeReader, start: Tuple): DirectoryNode<StoredContent> {
  const nodes = new Map<Tuple, TreeNode<StoredContent>>();
  const pending: { readonly tuple: Tuple; readonly node: Directory }[] = [];
  const root = addDirectory(start);
  for (let next = pending.pop(); next; next = pending.pop()) {
    for (const { name, inode } of reader.list(next.tuple)) {
      const tuple = reader.tuple(inode);
      const known = nodes.get(tuple);
      if (known?.kind === 'directory') {
        throw tupleDamage(next.tuple, `${showName(name)} is a directory that has another name`);
      }
      next.node.entries.push({ name, node: known ?? add(tuple) });
    }
  }
  return root;

  function add(tuple: Tuple): TreeNode<StoredContent> {
    if (kindOf(tuple) === 'directory') return addDirectory(tuple);
    const node = reader.node(tuple);
    nodes.set(tuple, node);
    return node;
  }

  function addDirectory(tuple: Tuple): Directory {
    const node = reader.node(tuple);
    if (node.kind !== 'directory') throw tupleDamage(tuple, 'is no directory');
    const directory: Directory = { ...node, entries: [] };
    nodes.set(tuple, directory);
    pending.push({ tuple, node: directory });
    return directory;
  }
}
