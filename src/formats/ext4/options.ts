import type { Timestamp } from '../tree.js';
import type { Superblock } from './superblock.js';

/** What a new file system is like. Everything that is not here follows `mke2fs -t ext4` for the same size. */
export interface Ext4Options {
  /** Bytes that the volume takes, 1 MiB to 64 TiB; a trailing part of a block stays unused. */
  readonly size: number;
  /** 16 bytes. */
  readonly uuid: Uint8Array;
  /** 16 bytes that directories are hashed with. */
  readonly hashSeed: Uint8Array;
  /** At most 16 bytes, of any kind but NUL. Default: none. */
  readonly label?: Uint8Array;
  /** The time of creation, and the birth of every file whose own is not known. */
  readonly created: Timestamp;
  /** 1024, 2048 or 4096. Default: by size and content, see {@link defaultBlockSize}. */
  readonly blockSize?: number;
  /** At least so many inodes. Default: by size; raised when the tree needs more. */
  readonly inodes?: number;
  /** 0 for no journal, else 1024 or more. Default: by size; none under 2048 blocks. */
  readonly journalBlocks?: number;
  /** Per cent of the blocks that only root may fill, 0 to 50. Default 5. */
  readonly reservedPercent?: number;
  /** Whether files may have a project. Default: no. */
  readonly projects?: boolean;
  /** What tune2fs(8) sets, and what mounts have left. Default: as of a volume that was never mounted. */
  readonly settings?: Partial<Ext4Settings>;
}

/** Fields of the superblock that do not depend on what is in the volume; of `flags` only what does not tell how it is hashed. */
export type Ext4Settings = Pick<Superblock, (typeof SETTINGS)[number]>;

export const SETTINGS = [
  'mountOptions',
  'mountOptionText',
  'errorBehaviour',
  'reservedUid',
  'reservedGid',
  'maximumMountCount',
  'checkInterval',
  'raidStride',
  'raidStripeWidth',
  'mountCount',
  'mountTime',
  'writeTime',
  'checkTime',
  'lastMounted',
  'writtenKib',
  'flags',
] as const;
