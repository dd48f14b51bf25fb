import { readdirSync, statSync } from 'node:fs';
import { OpsError } from '../../core/errors.js';
import type { OperationOptions } from '../../core/progress.js';
import type { CopiedFiles } from '../../core/stored-file.js';
import type { StoredContent } from '../../formats/filesystem-reader.js';
import type { DirectoryEntry, DirectoryNode, TreeNode } from '../../formats/tree.js';
import { createAtomicDirectory } from '../../io/atomic-directory.js';
import { onHost } from '../../io/host-errors.js';
import { runInTimeSlices } from '../../io/time-slices.js';
import { copyOut } from './copy-out.js';
import { planCopy } from './copy-plan.js';
import type { DiskTree } from './disk-tree.js';

/**
 * Copies a whole disk into a directory that appears at once.
 *
 * @throws OpsError `host-file-exists` unless there is nothing, or an empty directory
 */
export async function exportDirectory(
  tree: DiskTree,
  destination: string,
  options: OperationOptions,
): Promise<CopiedFiles> {
  refuseFilled(destination);
  using directory = createAtomicDirectory(destination);
  const plan = planCopy(tree, [tree.root], directory.path, { recursive: true, dereference: false, replace: false });
  const copied = await runInTimeSlices(copyOut(tree, plan), {
    signal: options.signal,
    onProgress: (done) => options.progress?.report(done, plan.content),
  });
  directory.commit();
  return copied;
}

function refuseFilled(destination: string): void {
  const isFree = onHost('examine', destination, () => {
    const found = statSync(destination, { throwIfNoEntry: false });
    return found === undefined || (found.isDirectory() && readdirSync(destination).length === 0);
  });
  if (isFree) return;
  throw new OpsError('host-file-exists', `${destination}: is there already`, {
    hint: 'choose a name that is not taken; to copy into a directory that is: cp -r',
    details: { path: destination },
  });
}

/** What an archive has no place for is left out. */
export function withoutSockets(root: DirectoryNode<StoredContent>): {
  tree: DirectoryNode<StoredContent>;
  counts: CopiedFiles;
} {
  const counts = { files: 0, directories: 0, content: 0, otherOwners: 0, withoutAttributes: 0, sockets: 0 };
  const seen = new Set<TreeNode<StoredContent>>();
  const prune = (directory: DirectoryNode<StoredContent>): DirectoryNode<StoredContent> => {
    counts.directories++;
    const entries = directory.entries.flatMap(({ name, node }): DirectoryEntry<StoredContent>[] => {
      if (node.kind === 'directory') return [{ name, node: prune(node) }];
      if (node.kind === 'socket') {
        counts.sockets++;
        return [];
      }
      counts.files++;
      if (node.kind === 'file' && !seen.has(node)) counts.content += node.size;
      seen.add(node);
      return [{ name, node }];
    });
    return { ...directory, entries };
  };
  return { tree: prune(root), counts };
}
