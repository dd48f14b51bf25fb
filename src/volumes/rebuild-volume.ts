import { hasErrorCode, OpsError } from '../core/errors.js';
import type { Loss } from '../core/loss.js';
import type { OperationOptions } from '../core/progress.js';
import { formatSize, parseSize, suggestSize } from '../core/size.js';
import type { VolumeName } from '../core/volume-name.js';
import { buildImage } from '../filesystem/build-image.js';
import { HostContentSource, type TreeContent } from '../filesystem/host-content.js';
import type { FilesystemPlan, FilesystemRecipe, OpenedFilesystem } from '../filesystem/kinds/index.js';
import type { DirectoryNode } from '../formats/tree.js';
import { EditTarget, openFilesystem, type VolumeEditing } from './edit-target.js';
import type { StoredVolume } from './volume-store.js';

/** What a volume is to be instead. It is disposed of when that is done. */
export interface VolumeChange extends Partial<Disposable> {
  readonly tree: DirectoryNode<TreeContent>;
  readonly recipe: FilesystemRecipe;
  /** Its new name. */
  readonly name?: VolumeName;
  /** Asked before anything is written; throws when what is lost must not be. */
  readonly agree?: (losses: readonly Loss[]) => Promise<void>;
}

export interface RebuiltVolume<Change extends VolumeChange = VolumeChange> {
  readonly volume: StoredVolume;
  /** It was not unmounted before: what its journal held is in its place now. */
  readonly recovered: boolean;
  /** What of its files the file system cannot hold. */
  readonly losses: readonly Loss[];
  readonly change: Change;
}

/**
 * Changes a volume that nobody uses: writes the changed one beside it, with the same identity, and puts it in its place
 * in one step. Interrupted at any moment, the volume is as it was.
 *
 * @param plan says what it is to be, from what it is
 * @throws OpsError `volume-in-use`, `volume-too-small` with the size that it needs, `format-unsupported` for file
 *   systems that we do not write, `source-changed` when it or a source changes meanwhile
 */
export async function rebuildVolume<Change extends VolumeChange>(
  editing: VolumeEditing,
  reference: string,
  plan: (old: OpenedFilesystem, target: EditTarget) => Change | Promise<Change>,
  operation: OperationOptions,
): Promise<RebuiltVolume<Change>> {
  using target = EditTarget.open(editing, reference);
  const old = await openFilesystem(target);
  const change = await plan(old, target);
  try {
    const planned = planChange(target.volume, change);
    await change.agree?.(planned.losses);
    await replaceVolume(target, old, { ...change, plan: planned }, operation);
    const { name, uuid } = target.volume;
    const volume = editing.store.get(`${change.name ?? name}:${uuid}`);
    return { volume, recovered: old.needsRecovery, losses: planned.losses, change };
  } finally {
    change[Symbol.dispose]?.();
  }
}

async function replaceVolume(
  target: EditTarget,
  { reader }: OpenedFilesystem,
  { plan, name }: Pick<VolumeChange, 'name'> & { readonly plan: FilesystemPlan<TreeContent> },
  operation: OperationOptions,
): Promise<void> {
  using file = await target.begin(operation.signal);
  using content = new HostContentSource(reader);
  // Synced here, before the locks: what may take seconds must not make others wait.
  await buildImage({ plan, content, file, sync: true }, operation);
  await target.finish({ file, name, signal: operation.signal });
}

/** @throws OpsError `volume-too-small` with the size that it needs */
export function planChange(
  volume: StoredVolume,
  { tree, recipe }: Pick<VolumeChange, 'tree' | 'recipe'>,
): FilesystemPlan<TreeContent> {
  try {
    return recipe.plan(tree);
  } catch (error) {
    throw hasErrorCode(error, 'volume-too-small') ? tooSmall(volume, { tree, recipe }, error) : error;
  }
}

function tooSmall(
  { name, uuid }: StoredVolume,
  { tree, recipe }: Pick<VolumeChange, 'tree' | 'recipe'>,
  error: OpsError,
): OpsError {
  const { size } = recipe;
  const needed = findSize(tree, recipe, error);
  return new OpsError(
    'volume-too-small',
    `${name}: its content needs ${formatSize(needed)}, the volume would have ${formatSize(size)}`,
    {
      hint: `ops volume resize ${name} ${suggestSize(needed)}`,
      details: { volume: uuid, needed, size },
      cause: error,
    },
  );
}

/** A size, as short to write as can be, at which a resized volume holds `tree`: a larger one may have a larger journal. */
function findSize(tree: DirectoryNode<TreeContent>, recipe: FilesystemRecipe, error: OpsError): number {
  const size = parseSize(suggestSize(Number(error.details['needed'])));
  try {
    recipe.resized(size).plan(tree);
    return size;
  } catch (again) {
    if (hasErrorCode(again, 'volume-too-small')) return findSize(tree, recipe, again);
    throw again;
  }
}
