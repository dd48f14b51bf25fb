import { OpsError } from '../../core/errors.js';
import type { RandomAccess } from '../random-access.js';
import { findSuperblockGroups, groupStart } from './group-counts.js';
import { COMPAT, INCOMPAT, RO_COMPAT } from './features.js';
import { readGeometry } from './reader/volume-geometry.js';
import { unsupported } from './reader/damage.js';
import {
  decodeSuperblock,
  sealSuperblock,
  SUPERBLOCK,
  type Superblock,
  SUPERBLOCK_OFFSET,
  SUPERBLOCK_SIZE,
} from './superblock.js';

/** Bytes that go to a place of an image. */
export interface Patch {
  readonly position: number;
  readonly bytes: Uint8Array;
}

const LABEL_OFFSET = SUPERBLOCK.offsetOf('label');
const LABEL_SIZE = 16;
const UUID_OFFSET = SUPERBLOCK.offsetOf('uuid');

/**
 * What has to be written so that a volume has another label: its superblock and the backups of it, all else in them as
 * it was. A backup that is not one of this volume is left alone.
 *
 * @param label at most 16 bytes
 * @throws OpsError `format-corrupt`, `format-unsupported`
 */
export function relabelExt4(image: RandomAccess, label: Uint8Array): Patch[] {
  const superblock = decodeSuperblock(image.read(SUPERBLOCK_OFFSET, SUPERBLOCK_SIZE));
  // Another machine may have it, and the label is not worth what that writes meanwhile.
  if ((superblock.incompat & INCOMPAT.mmp) !== 0) {
    throw new OpsError('format-unsupported', 'ext4: a file system with mmp can be read, not written', {
      details: { features: ['mmp'] },
    });
  }
  const summed = (superblock.roCompat & RO_COMPAT.metadata_csum) !== 0;
  return superblockPositions(superblock, image.size).flatMap((position) => {
    const bytes = image.read(position, SUPERBLOCK_SIZE).slice();
    if (!isSameVolume(bytes, superblock)) return [];
    bytes.fill(0, LABEL_OFFSET, LABEL_OFFSET + LABEL_SIZE).set(label, LABEL_OFFSET);
    if (summed) sealSuperblock(bytes);
    return [{ position, bytes }];
  });
}

/** Where the superblock and its backups are. */
function superblockPositions(superblock: Superblock, imageSize: number): number[] {
  const geometry = readGeometry(superblock, imageSize);
  if ((superblock.compat & COMPAT.sparse_super2) !== 0) throw unsupported('ext4', ['sparse_super2']);
  const isSparse = (superblock.roCompat & RO_COMPAT.sparse_super) !== 0;
  const { groupCount, blockSize } = geometry;
  const groups = isSparse ? findSuperblockGroups(groupCount) : Array.from({ length: groupCount }, (_, index) => index);
  return groups.map((group) => (group === 0 ? SUPERBLOCK_OFFSET : groupStart(geometry, group) * blockSize));
}

function isSameVolume(bytes: Uint8Array, { uuid }: Superblock): boolean {
  try {
    decodeSuperblock(bytes);
  } catch {
    return false;
  }
  return uuid.every((byte, index) => bytes[UUID_OFFSET + index] === byte);
}
