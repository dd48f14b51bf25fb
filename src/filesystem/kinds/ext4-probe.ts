import { bytes } from '../../core/size.js';
import { uuidFromBytes } from '../../core/uuid.js';
import { openExt4Superblock, SUPERBLOCK_OFFSET, SUPERBLOCK_SIZE } from '../../formats/ext4/superblock.js';
import type { RandomAccess } from '../../formats/random-access.js';
import type { FilesystemProbe } from './filesystem-format.js';

/** @throws OpsError `format-corrupt` */
export function probeExt4(image: RandomAccess): FilesystemProbe {
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
