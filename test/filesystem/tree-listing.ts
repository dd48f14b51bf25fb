import type { DirectoryNode, TreeNode } from '../../src/formats/tree.js';

/** All nodes below `root` by path; names that are not UTF-8 as one character a byte. */
export function listTree<Content>(root: DirectoryNode<Content>, at = ''): Map<string, TreeNode<Content>> {
  const found = new Map<string, TreeNode<Content>>([[at === '' ? '/' : at, root]]);
  for (const { name, node } of root.entries) {
    const path = `${at}/${Buffer.from(name).toString('latin1')}`;
    if (node.kind !== 'directory') found.set(path, node);
    else for (const [below, child] of listTree(node, path)) found.set(below, child);
  }
  return found;
}

export function getNode<Content, Kind extends TreeNode<Content>['kind']>(
  root: DirectoryNode<Content>,
  path: string,
  kind: Kind,
): TreeNode<Content> & { kind: Kind } {
  const node = listTree(root).get(path);
  if (node?.kind !== kind) throw new Error(`${path} is ${node?.kind ?? 'not there'}, not a ${kind}`);
  return node as TreeNode<Content> & { kind: Kind };
}

/** `/bin -> usr/bin`, `/etc/ 755 0:0`, `/etc/hosts 644 0:0 12`: a tree to compare as lines, sorted. */
export function describeTree<Content>(root: DirectoryNode<Content>): string[] {
  return Array.from(listTree(root), ([path, node]) => {
    const attributes = `${node.mode.toString(8)} ${node.uid}:${node.gid}`;
    switch (node.kind) {
      case 'directory':
        return `${path === '/' ? '' : path}/ ${attributes}`;
      case 'symlink':
        return `${path} -> ${Buffer.from(node.target).toString('latin1')}`;
      case 'file':
        return `${path} ${attributes} ${node.size}`;
      case 'fifo':
      case 'socket':
      case 'character-device':
      case 'block-device':
        return `${path} ${node.kind} ${attributes}`;
    }
  }).sort();
}
