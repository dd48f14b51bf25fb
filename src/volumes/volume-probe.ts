import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import { bytes, type Bytes } from '../core/size.js';
import { uuidFromBytes, type Uuid } from '../core/uuid.js';
import { growthLimit, openExt4Superblock } from '../formats/ext4/index.js';
import { onHost } from '../io/host-errors.js';

/** What the first blocks of a disk say about it. */
export interface VolumeProbe {
  readonly filesystem: 'ext4' | 'tfs' | null;
  /** False when the file system says that it is damaged, its own description is, or a part of it is missing. */
  readonly healthy: boolean;
  readonly label: string;
  /** The file system's own UUID. */
  readonly uuid: Uuid | null;
  readonly used: Bytes | null;
  /** When the file system was made. */
  readonly created: Date | null;
  readonly size: Bytes;
  readonly allocated: Bytes;
}

/** Enough for the superblock of ext4, which stands at 1024 (kernel documentation, "Super Block"). */
const PROBE_LENGTH = 4096;
const EXT4_MAGIC_OFFSET = 1024 + 0x38;
const EXT4_MAGIC = 0xef53;
const TFS_MAGIC = 'NVMTFS';

/** Reads what a raw disk holds, without opening it for writing. @throws OpsError `host-file`, `host-file-denied` */
export function probeVolume(location: string): VolumeProbe {
  return onHost('read', location, () => {
    const head = readHead(location);
    const stat = statSync(location);
    return { ...probeHead(head, stat.size), size: bytes(stat.size), allocated: bytes(stat.blocks * 512) };
  });
}

/** What is known of a disk that cannot be read. @throws OpsError `host-file` when it is gone */
export function unreadableVolume(location: string): VolumeProbe {
  const stat = onHost('read', location, () => statSync(location));
  return { ...UNKNOWN, healthy: false, size: bytes(stat.size), allocated: bytes(stat.blocks * 512) };
}

/**
 * The size up to which a guest can grow an ext4 volume so that it can be written without a guest afterwards; infinite
 * for what is none.
 *
 * @throws OpsError `host-file`, `format-corrupt`
 */
export function probeGrowthLimit(location: string): number {
  const head = onHost('read', location, () => readHead(location));
  return head.readUInt16LE(EXT4_MAGIC_OFFSET) === EXT4_MAGIC ? growthLimit(head) : Infinity;
}

function readHead(location: string): Buffer {
  const fd = openSync(location, 'r');
  try {
    const head = Buffer.alloc(PROBE_LENGTH);
    readSync(fd, head, 0, PROBE_LENGTH, 0);
    return head;
  } finally {
    closeSync(fd);
  }
}

type Contents = Omit<VolumeProbe, 'size' | 'allocated'>;

const UNKNOWN: Contents = { filesystem: null, healthy: true, label: '', uuid: null, used: null, created: null };

function probeHead(head: Buffer, size: number): Contents {
  if (head.readUInt16LE(EXT4_MAGIC_OFFSET) === EXT4_MAGIC) return probeExt4(head, size);
  if (head.toString('latin1', 0, TFS_MAGIC.length) === TFS_MAGIC) return { ...UNKNOWN, filesystem: 'tfs' };
  return UNKNOWN;
}

function probeExt4(head: Buffer, size: number): Contents {
  try {
    const summary = openExt4Superblock(head);
    const used = (summary.blockCount - summary.freeBlocks) * summary.blockSize;
    const isPossible = used >= 0 && summary.blockCount * summary.blockSize <= size;
    return {
      filesystem: 'ext4',
      healthy: !summary.hasErrors && isPossible,
      label: Buffer.from(summary.label).toString('utf8'),
      uuid: uuidFromBytes(summary.uuid),
      used: isPossible ? bytes(used) : null,
      created: new Date(summary.created * 1000),
    };
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    return { ...UNKNOWN, filesystem: 'ext4', healthy: false };
  }
}
