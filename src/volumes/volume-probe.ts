import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { OpsError } from '../core/errors.js';
import { bytes, type Bytes } from '../core/size.js';
import type { Uuid } from '../core/uuid.js';
import { kindOn, probeFilesystem } from '../filesystem/kinds/probe.js';
import { growthLimit, SUPERBLOCK_OFFSET, SUPERBLOCK_SIZE } from '../formats/ext4/index.js';
import type { FilesystemKind } from '../formats/filesystem-kind.js';
import type { RandomAccess } from '../formats/random-access.js';
import { onHost } from '../io/host-errors.js';

/** What a disk says about itself. */
export interface VolumeProbe {
  readonly filesystem: FilesystemKind | null;
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

/** Reads what a raw disk holds, without opening it for writing. @throws OpsError `host-file`, `host-file-denied` */
export function probeVolume(location: string): VolumeProbe {
  return withDisk(location, (disk, allocated) => ({
    ...probeContents(disk),
    size: bytes(disk.size),
    allocated: bytes(allocated),
  }));
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
  return withDisk(location, (disk) =>
    kindOn(disk) === 'ext4' ? growthLimit(disk.read(0, SUPERBLOCK_OFFSET + SUPERBLOCK_SIZE)) : Infinity,
  );
}

function withDisk<T>(location: string, look: (disk: RandomAccess, allocated: number) => T): T {
  return onHost('read', location, () => {
    const fd = openSync(location, 'r');
    try {
      const { size, blocks } = fstatSync(fd);
      return look({ size, read: reader(fd) }, blocks * 512);
    } finally {
      closeSync(fd);
    }
  });
}

type Contents = Omit<VolumeProbe, 'size' | 'allocated'>;

const UNKNOWN: Contents = { filesystem: null, healthy: true, label: '', uuid: null, used: null, created: null };

function reader(fd: number): RandomAccess['read'] {
  return (position, length) => {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
  };
}

function probeContents(disk: RandomAccess): Contents {
  const kind = kindOn(disk);
  if (!kind) return UNKNOWN;
  try {
    return { filesystem: kind, ...probeFilesystem(kind, disk) };
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    return { ...UNKNOWN, filesystem: kind, healthy: false };
  }
}
