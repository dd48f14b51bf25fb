import type { DirectoryNode, TreeNode } from '../formats/tree.js';

export interface TreeTotals {
  /** Everything but directories; a file with several names counts once. */
  readonly files: number;
  readonly directories: number;
  /** Bytes of the files' contents, holes included. */
  readonly content: number;
}

/** What a tree holds, for people. */
export function measureTree<Content>(root: DirectoryNode<Content>): TreeTotals {
  const seen = new Set<TreeNode<Content>>();
  const pending = [root];
  let [directories, content] = [1, 0];
  for (let directory = pending.pop(); directory; directory = pending.pop()) {
    for (const { node } of directory.entries) {
      if (node.kind === 'directory') {
        directories++;
        pending.push(node);
      } else if (!seen.has(node)) {
        seen.add(node);
        if (node.kind === 'file') content += node.size;
      }
    }
  }
  return { files: seen.size, directories, content };
}
