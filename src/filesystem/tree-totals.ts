import { hasOneName, type DirectoryNode, type TreeNode } from '../formats/tree.js';

export interface TreeTotals {
  /** Everything but directories; a file with several names counts once. */
  readonly files: number;
  readonly directories: number;
  /** Bytes of the files' contents, holes included. */
  readonly content: number;
}

/** What a tree holds, for people. @param known nodes of another tree that do not count in this one */
export function measureTree<Content>(
  root: DirectoryNode<Content>,
  known: ReadonlySet<TreeNode<Content>> = new Set(),
): TreeTotals {
  const seen = new Set<TreeNode<Content>>();
  let [files, directories, content] = [0, 0, 0];
  for (const node of walkTree(root)) {
    if (known.has(node) || seen.has(node)) continue;
    if (node.kind === 'directory') {
      directories++;
      continue;
    }
    if (!hasOneName(node)) seen.add(node);
    files++;
    if (node.kind === 'file') content += node.size;
  }
  return { files, directories, content };
}

/** Every node of a tree, the root first; a file as often as it has names. */
export function* walkTree<Content>(root: DirectoryNode<Content>): Generator<TreeNode<Content>> {
  const pending = [root];
  yield root;
  for (let directory = pending.pop(); directory; directory = pending.pop()) {
    for (const { node } of directory.entries) {
      if (node.kind === 'directory') pending.push(node);
      yield node;
    }
  }
}
