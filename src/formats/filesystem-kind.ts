import { viewOf } from './binary/bytes.js';
import { SUPERBLOCK_MAGIC, SUPERBLOCK_OFFSET } from './ext4/superblock.js';
import { isTfs } from './tfs/log/log-header.js';

export type FilesystemKind = 'ext4' | 'tfs';

/** Bytes of a disk that {@link filesystemKind} looks at. */
export const FILESYSTEM_HEAD_SIZE = 2048;

const EXT4_MAGIC_OFFSET = SUPERBLOCK_OFFSET + 0x38;

/**
 * What a disk without a partition table holds, by the marks that file systems put on it.
 *
 * TFS is looked for first: its log may leave the superblock of an ext4 that was there before, or have its magic in it by
 * chance; an ext4 leaves nothing in sector 0.
 *
 * @param head the first {@link FILESYSTEM_HEAD_SIZE} bytes, or all there are
 */
export function filesystemKind(head: Uint8Array): FilesystemKind | undefined {
  if (isTfs(head)) return 'tfs';
  const isLongEnough = head.length >= EXT4_MAGIC_OFFSET + 2;
  return isLongEnough && viewOf(head).getUint16(EXT4_MAGIC_OFFSET, true) === SUPERBLOCK_MAGIC ? 'ext4' : undefined;
}
