import type { OperationOptions } from '../core/progress.js';
import type { Owner } from '../filesystem/host-attributes.js';
import type { TreeContent } from '../filesystem/host-content.js';
import { openSources, type FileSource, type SourceOptions } from '../filesystem/open-sources.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { measureTree, walkTree, type TreeTotals } from '../filesystem/tree-totals.js';
import type { FilesystemReader } from '../formats/filesystem-reader.js';
import type { TreeNode } from '../formats/tree.js';
import type { VolumeEditing } from './edit-target.js';
import { rebuildVolume, type RebuiltVolume } from './rebuild-volume.js';

export interface ImportRequest {
  /** What goes into the volume, later ones over earlier ones, all over what is there. */
  readonly sources: readonly FileSource[];
  /** Patterns of what is left out of the sources. */
  readonly exclude?: readonly string[];
  /** Whether the ignore files of directories are heeded. Default true. */
  readonly ignoreFiles?: boolean;
  readonly owner?: Owner;
}

/** A volume with something new in it. */
export interface FilledVolume extends Omit<RebuiltVolume, 'change'> {
  /** What was put into it. */
  readonly totals: TreeTotals;
}

/** Puts files into a volume that nobody uses. @throws OpsError `source-*`, and see {@link rebuildVolume} */
export function importIntoVolume(
  editing: VolumeEditing,
  reference: string,
  { sources, ...options }: ImportRequest,
  operation: OperationOptions,
): Promise<FilledVolume> {
  return fillVolume(editing, reference, () => ({ sources, options }), operation);
}

/** What goes into a volume, and how it is read. */
export interface Filling {
  readonly sources: readonly FileSource[];
  readonly options: Partial<SourceOptions>;
}

/** Puts into a volume what `choose` says, from what is in it. */
export async function fillVolume(
  editing: VolumeEditing,
  reference: string,
  choose: (volume: FilesystemReader) => Filling,
  operation: OperationOptions,
): Promise<FilledVolume> {
  const { change, ...edited } = await rebuildVolume(
    editing,
    reference,
    async ({ reader, recipe: writeAgain }, target) => {
      const recipe = writeAgain();
      const filling = choose(reader);
      const old = reader.readTree();
      const known = new Set<TreeNode<TreeContent>>(walkTree(old));
      const opened = await openSources(filling.sources, {
        ...operation,
        ...filling.options,
        now: toTimestamp(editing.now),
        makeScratch: () => target.begin(operation.signal),
        onto: old,
      });
      return { ...opened, recipe, totals: measureTree(opened.tree, known) };
    },
    operation,
  );
  return { ...edited, totals: change.totals };
}
