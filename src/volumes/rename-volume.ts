import type { OperationOptions } from '../core/progress.js';
import type { VolumeName } from '../core/volume-name.js';
import type { Patch } from '../filesystem/kinds/filesystem-format.js';
import { formatOf, type FilesystemFormat } from '../filesystem/kinds/index.js';
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
  const format = formatThatFollows(volume);
  const patchesOf = format?.relabel;
  const label = (format && labelOf(name, format)) ?? new Uint8Array();
  if (!format || Buffer.from(label).toString() === volume.probe.label) {
    await target.finish({ name, signal: operation.signal });
  } else if (!patchesOf || withHints(volume, () => format.open(target.image).needsRecovery)) {
    // The journal may hold a superblock with the old label: it is replayed first.
    await rebuildVolume(
      editing,
      reference,
      ({ reader, recipe }) => ({ recipe: recipe().relabelled(label), tree: reader.readTree(), name }),
      operation,
    );
  } else {
    await relabel(
      target,
      withHints(volume, () => patchesOf(target.image, label)),
      name,
      operation,
    );
  }
  return editing.store.get(`${name}:${volume.uuid}`);
}

/** The file system of a volume whose label is its name. */
export function formatThatFollows({ name, probe }: StoredVolume): FilesystemFormat | undefined {
  if (probe.filesystem === null || !probe.healthy) return undefined;
  const format = formatOf(probe.filesystem);
  const label = labelOf(name, format) ?? new Uint8Array();
  return probe.label === Buffer.from(label).toString() ? format : undefined;
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
