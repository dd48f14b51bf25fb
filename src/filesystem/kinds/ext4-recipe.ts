import { uuidToBytes } from '../../core/uuid.js';
import { minimumExt4Size, planExt4, resizedOptions, writeExt4, type Ext4Options } from '../../formats/ext4/index.js';
import type { FilesystemRecipe, NewFilesystem } from './filesystem-format.js';

const NO_LABEL = new Uint8Array(0);

/** @throws OpsError `format-limit` for what no file system of this kind can have */
export function newExt4({
  size,
  uuid,
  created,
  label,
  inodes,
  blockSize,
  journal = true,
}: NewFilesystem): FilesystemRecipe {
  return ext4Recipe({
    size,
    uuid: uuidToBytes(uuid),
    // Derived, so that a volume with a given UUID and clock is the same bytes each time.
    hashSeed: uuidToBytes(uuid).reverse(),
    created,
    ...(label && { label }),
    ...(inodes !== undefined && { inodes }),
    ...(blockSize !== undefined && { blockSize }),
    ...(!journal && { journalBlocks: 0 }),
  });
}

/** @param written what one that exists was made with: its journal and inodes follow from that at another size */
export function ext4Recipe(options: Ext4Options, written?: Required<Ext4Options>): FilesystemRecipe {
  return {
    kind: 'ext4',
    size: options.size,
    minimumSize: (tree, freeBytes) => minimumExt4Size(tree, options, freeBytes),
    plan(tree) {
      const plan = planExt4(tree, options);
      const { size, bytesToWrite } = plan;
      return { size, bytesToWrite, losses: [], write: (source, target) => writeExt4(plan, source, target) };
    },
    resized: (size) => ext4Recipe(written ? resizedOptions(written, size) : { ...options, size }, written),
    relabelled: (label) => ext4Recipe({ ...options, label }, written && { ...written, label }),
    copied: ({ uuid, created, label = NO_LABEL }) => {
      const identity = { uuid: uuidToBytes(uuid), created, label };
      return ext4Recipe({ ...options, ...identity }, written && { ...written, ...identity });
    },
  };
}
