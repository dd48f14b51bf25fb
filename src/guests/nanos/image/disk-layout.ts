import { KIB, MIB } from '../../../core/size.js';
import { SECTOR_SIZE, type BootImage } from './boot-image.js';
import type { DiskRange } from './partition-table.js';

/**
 * Where everything of a disk is that boots by BIOS:
 *
 *     boot sector, second stage │ crash log │ boot file system │ root file system
 *     0                                     first partition    second partition, to the end
 */
export interface DiskLayout {
  /** Where a guest that ends with an error leaves its exit code and its last words. */
  readonly crashLog: DiskRange;
  readonly boot: DiskRange;
  readonly root: DiskRange;
  readonly size: number;
}

/** A guest looks for it right before the first partition. */
export const CRASH_LOG_SIZE = 4 * KIB;
/** As every tool makes it: the kernel is less than 2 MiB, and each klib less than 1 MiB. */
export const BOOT_FILESYSTEM_SIZE = 12 * MIB;

/** Bytes that stand before the root file system. */
export function rootOffset(boot: BootImage): number {
  return SECTOR_SIZE + boot.stage2Size + CRASH_LOG_SIZE + BOOT_FILESYSTEM_SIZE;
}

/** @param rootSize in bytes: whole sectors */
export function layOutDisk(bootImage: BootImage, rootSize: number): DiskLayout {
  const crashLog = { start: SECTOR_SIZE + bootImage.stage2Size, size: CRASH_LOG_SIZE };
  const boot = { start: crashLog.start + crashLog.size, size: BOOT_FILESYSTEM_SIZE };
  const root = { start: rootOffset(bootImage), size: rootSize };
  return { crashLog, boot, root, size: root.start + root.size };
}
