import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { formatSize, parseSize, suggestSize } from '../core/size.js';
import type { VolumeName } from '../core/volume-name.js';
import { buildExt4Image } from '../filesystem/build-image.js';
import { HostContentSource, type TreeContent } from '../filesystem/host-content.js';
import { planExt4, resizedOptions, type Ext4Options } from '../formats/ext4/index.js';
import type { DirectoryNode } from '../formats/tree.js';
import { EditTarget, openFilesystem, type EditedFilesystem, type VolumeEditing } from './edit-target.js';
import type { StoredVolume } from './volume-store.js';

/** What a volume is to be instead. It is disposed of when that is done. */
export interface VolumeChange extends Partial<Disposable> {
  readonly tree: DirectoryNode<TreeContent>;
  readonly options: Ext4Options;
  /** Its new name. */
  readonly name?: VolumeName;
}

export interface RebuiltVolume<Change extends VolumeChange = VolumeChange> {
  readonly volume: StoredVolume;
  /** It was not unmounted before: what its journal held is in its place now. */
  readonly recovered: boolean;
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
  plan: (old: EditedFilesystem, target: EditTarget) => Change | Promise<Change>,
  operation: OperationOptions,
): Promise<RebuiltVolume<Change>> {
  using target = EditTarget.open(editing, reference);
  const old = openFilesystem(target);
  const change = await plan(old, target);
  try {
    await replaceVolume(target, old, change, operation);
  } finally {
    change[Symbol.dispose]?.();
  }
  const { name, uuid } = target.volume;
  return { volume: editing.store.get(`${change.name ?? name}:${uuid}`), recovered: old.reader.needsRecovery, change };
}

async function replaceVolume(
  target: EditTarget,
  old: EditedFilesystem,
  change: VolumeChange,
  operation: OperationOptions,
): Promise<void> {
  const { tree, options } = change;
  using file = await target.begin(operation.signal);
  try {
    using content = new HostContentSource(old.reader);
    // Synced here, before the locks: what may take seconds must not make others wait.
    await buildExt4Image({ tree, content, options, file, sync: true }, operation);
  } catch (error) {
    throw hasErrorCode(error, 'volume-too-small') ? tooSmall(target.volume, change, old, error) : error;
  }
  await target.finish({ file, name: change.name, signal: operation.signal });
}

function tooSmall(
  { name, uuid }: StoredVolume,
  change: VolumeChange,
  old: EditedFilesystem,
  error: OpsError,
): OpsError {
  const { size } = change.options;
  const needed = findSize(change.tree, old.options, error);
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
function findSize(tree: DirectoryNode<TreeContent>, old: Required<Ext4Options>, error: OpsError): number {
  const size = parseSize(suggestSize(Number(error.details['needed'])));
  try {
    planExt4(tree, resizedOptions(old, size));
    return size;
  } catch (again) {
    if (hasErrorCode(again, 'volume-too-small')) return findSize(tree, old, again);
    throw again;
  }
}
