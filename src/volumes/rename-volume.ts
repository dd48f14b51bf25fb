import type { OperationOptions } from '../core/progress.js';
import type { VolumeName } from '../core/volume-name.js';
import { openerOf, type FilesystemKind, type Patch } from '../filesystem/kinds/index.js';
import { FileTarget } from '../io/file-target.js';
import { copySparseInto } from '../io/sparse-copy.js';
import { EditTarget, withHints, type VolumeEditing } from './edit-target.js';
import { rebuildVolume } from './rebuild-volume.js';
import { labelOf } from './volume-layout.js';
import type { StoredVolume } from './volume-store.js';

/**
 * Gives a volume that nobody uses another name; its UUID stays. A label that is its name becomes the new name, as that
 * of a new volume would be, in all copies of its superblock; one that was chosen stays, and then nothing is copied.
 *
 * Killed at any moment, the volume is whole and has its old name and label, or both new ones.
 *
 * @throws OpsError `volume-exists`, `volume-in-use`, `volume-not-found`, `host-disk-full`, `source-changed`,
 *   `format-corrupt`, `format-unsupported` for a label that cannot be changed
 */
export async function renameVolume(
  editing: VolumeEditing,
  reference: string,
  name: VolumeName,
  operation: OperationOptions,
): Promise<StoredVolume> {
  using target = EditTarget.open(editing, reference);
  const { volume } = target;
  await target.checkName(name);
  const kind = kindThatFollows(volume);
  const label = (kind && labelOf(name, kind)) ?? new Uint8Array();
  if (!kind || Buffer.from(label).toString() === volume.probe.label) {
    await target.finish({ name, signal: operation.signal });
    return editing.store.get(`${name}:${volume.uuid}`);
  }
  const patches = await patchesFor(target, kind, label);
  if (patches) {
    await relabel(target, patches, name, operation);
    return editing.store.get(`${name}:${volume.uuid}`);
  }
  const { volume: renamed } = await rebuildVolume(
    editing,
    reference,
    ({ reader, recipe }) => ({ recipe: recipe().relabelled(label), tree: reader.readTree(), name }),
    operation,
  );
  return renamed;
}

/** What to write for another label; nothing when all has to be written again. */
async function patchesFor(
  { volume, image }: EditTarget,
  kind: FilesystemKind,
  label: Uint8Array,
): Promise<readonly Patch[] | undefined> {
  const opener = await openerOf(kind);
  // The journal may hold a superblock with the old label: it is replayed first.
  return withHints(volume, () => (opener.open(image).needsRecovery ? undefined : opener.relabel?.(image, label)));
}

/** The file system of a volume whose label is its name. */
export function kindThatFollows({
  name,
  probe: { filesystem, healthy, label },
}: StoredVolume): FilesystemKind | undefined {
  if (filesystem === null || !healthy) return undefined;
  const own = labelOf(name, filesystem) ?? new Uint8Array();
  return label === Buffer.from(own).toString() ? filesystem : undefined;
}

async function relabel(target: EditTarget, patches: readonly Patch[], name: VolumeName, operation: OperationOptions) {
  const { image, volume } = target;
  using file = await target.begin(operation.signal);
  await copySparseInto({ fd: image.fd, path: volume.location }, file, operation);
  const output = new FileTarget(file.fd, file.path, image.size);
  for (const { position, bytes } of patches) output.write(position, bytes);
  // Before the locks: what may take seconds must not make others wait.
  await file.sync();
  await target.finish({ file, name, signal: operation.signal });
}
