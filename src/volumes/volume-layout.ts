import { bytes, MIB, type Bytes } from '../core/size.js';
import { uuidToBytes, type Uuid } from '../core/uuid.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { minimumExt4Size, type Ext4Options } from '../formats/ext4/index.js';
import type { DirectoryNode } from '../formats/tree.js';

/** How a file system is made, beside what is in it. Absent: as `mke2fs -t ext4` would. */
export interface FilesystemOptions {
  /** At most 16 bytes. Default: the name of the volume, where it is no longer. */
  readonly label?: string;
  /** At least so many files can be in it. */
  readonly inodes?: number;
  /** Bytes: 1024, 2048 or 4096. */
  readonly blockSize?: number;
  readonly journal?: boolean;
}

/** The space of ext4 labels; longer names are matched by the disk's serial number. */
const LABEL_BYTES = 16;
/** Room for what the guest will write when the size follows the content: a quarter more, and at least this. */
const MIN_HEADROOM = 16 * MIB;

/** Disks are whole sectors, on every provider. */
const SECTOR_SIZE = 512;

/** The next size that a disk can have. */
export function wholeSectors(size: number): Bytes {
  return bytes(Math.ceil(size / SECTOR_SIZE) * SECTOR_SIZE);
}

export type Layout = Omit<Ext4Options, 'size'>;

export function layoutOf(name: string, uuid: Uuid, created: Date, options: FilesystemOptions): Layout {
  const { label, inodes, blockSize, journal = true } = options;
  const chosen = label === undefined ? labelOf(name) : Buffer.from(label);
  return {
    uuid: uuidToBytes(uuid),
    // Derived, so that a volume with a given UUID and clock is the same bytes each time.
    hashSeed: uuidToBytes(uuid).reverse(),
    ...(chosen && { label: chosen }),
    ...(inodes !== undefined && { inodes }),
    ...(blockSize !== undefined && { blockSize }),
    ...(!journal && { journalBlocks: 0 }),
    created: toTimestamp(created),
  };
}

/** The label of a volume that was given none of its own: its name, or nothing where that is too long. */
export function labelOf(name: string): Uint8Array | undefined {
  const label = Buffer.from(name);
  return label.length <= LABEL_BYTES ? label : undefined;
}

/** @param content bytes of the contents of all files */
export function sizeWithHeadroom(root: DirectoryNode<unknown>, layout: Layout, content: number): Bytes {
  const needed = minimumExt4Size(root, layout, Math.max(MIN_HEADROOM, Math.ceil(content / 4)));
  return bytes(Math.ceil(needed / MIB) * MIB);
}
