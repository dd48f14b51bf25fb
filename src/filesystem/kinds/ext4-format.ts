import { bytes } from '../../core/size.js';
import { uuidFromBytes, uuidToBytes } from '../../core/uuid.js';
import {
  minimumExt4Size,
  openExt4,
  openExt4Superblock,
  planExt4,
  relabelExt4,
  resizedOptions,
  SUPERBLOCK_OFFSET,
  SUPERBLOCK_SIZE,
  writeExt4,
  type Ext4Options,
} from '../../formats/ext4/index.js';
import type { RandomAccess } from '../../formats/random-access.js';
import type { FilesystemFormat, FilesystemProbe, FilesystemRecipe, NewFilesystem } from './filesystem-format.js';

export const EXT4: FilesystemFormat = {
  kind: 'ext4',
  labelBytes: 16,
  choices: ['inodes', 'blockSize', 'journal'],
  create: (request) => ext4Recipe(optionsOf(request)),
  open(image) {
    const reader = openExt4(image);
    return {
      kind: 'ext4',
      reader,
      needsRecovery: reader.needsRecovery,
      recipe: () => {
        const options = reader.options();
        return ext4Recipe(options, options);
      },
    };
  },
  probe,
  relabel: relabelExt4,
};

function optionsOf({ size, uuid, created, label, inodes, blockSize, journal = true }: NewFilesystem): Ext4Options {
  return {
    size,
    uuid: uuidToBytes(uuid),
    // Derived, so that a volume with a given UUID and clock is the same bytes each time.
    hashSeed: uuidToBytes(uuid).reverse(),
    created,
    ...(label && { label }),
    ...(inodes !== undefined && { inodes }),
    ...(blockSize !== undefined && { blockSize }),
    ...(!journal && { journalBlocks: 0 }),
  };
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
  };
}

function probe(image: RandomAccess): FilesystemProbe {
  const summary = openExt4Superblock(image.read(0, SUPERBLOCK_OFFSET + SUPERBLOCK_SIZE));
  const used = (summary.blockCount - summary.freeBlocks) * summary.blockSize;
  const isPossible = used >= 0 && summary.blockCount * summary.blockSize <= image.size;
  return {
    healthy: !summary.hasErrors && isPossible,
    label: Buffer.from(summary.label).toString('utf8'),
    uuid: uuidFromBytes(summary.uuid),
    used: isPossible ? bytes(used) : null,
    created: new Date(summary.created * 1000),
  };
}
