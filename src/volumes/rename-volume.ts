import type { OperationOptions } from '../core/progress.js';
import type { VolumeName } from '../core/volume-name.js';
import { openExt4, relabelExt4 } from '../formats/ext4/reader/index.js';
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
  const label = labelOf(name) ?? new Uint8Array(0);
  if (!followsName(volume) || Buffer.from(label).toString() === volume.probe.label) {
    await target.finish({ name, signal: operation.signal });
  } else if (withHints(volume, () => openExt4(target.image).needsRecovery)) {
    // The journal may hold a superblock with the old label: it is replayed first.
    await rebuildVolume(
      editing,
      reference,
      ({ reader, options }) => ({ tree: reader.readTree(), options: { ...options, label }, name }),
      operation,
    );
  } else {
    await relabel(target, label, name, operation);
  }
  return editing.store.get(`${name}:${volume.uuid}`);
}

function followsName({ name, probe }: StoredVolume): boolean {
  const label = labelOf(name) ?? new Uint8Array(0);
  return probe.filesystem === 'ext4' && probe.healthy && probe.label === Buffer.from(label).toString();
}

async function relabel(target: EditTarget, label: Uint8Array, name: VolumeName, operation: OperationOptions) {
  const { image, volume } = target;
  const patches = withHints(volume, () => relabelExt4(image, label));
  using file = await target.begin(operation.signal);
  await copySparseInto({ fd: image.fd, path: volume.location }, file, operation);
  const output = new FileTarget(file.fd, file.path, image.size);
  for (const { position, bytes } of patches) output.write(position, bytes);
  // Before the locks: what may take seconds must not make others wait.
  await file.sync();
  await target.finish({ file, name, signal: operation.signal });
}
