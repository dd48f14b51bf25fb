import { OpsError } from '../../core/errors.js';
import { MIB } from '../../core/size.js';
import type { RandomAccess } from '../random-access.js';
import { accessWindow } from '../window.js';
import { decodeVhdFooter, VHD_FOOTER_SIZE, type VhdFooter } from './footer.js';

/** A fixed virtual hard disk and what is in it. */
export interface VhdDisk {
  readonly footer: VhdFooter;
  /** The disk without its footer. */
  readonly content: RandomAccess;
}

const SMALLEST_AZURE_DISK = 20 * MIB;

/** The size that a disk of `size` bytes must be brought to, zeros added, for Azure to take it: whole MiB, 20 at least. */
export function azureDiskSize(size: number): number {
  return Math.max(SMALLEST_AZURE_DISK, Math.ceil(size / MIB) * MIB);
}

/**
 * Opens a fixed virtual hard disk.
 * @throws OpsError `format-corrupt` when the file does not end in a sound footer that is of the file's size;
 * `format-unsupported` for disks of other kinds
 */
export function openVhd(file: RandomAccess): VhdDisk {
  const held = Math.max(0, file.size - VHD_FOOTER_SIZE);
  const footer = decodeVhdFooter(file.read(held, VHD_FOOTER_SIZE));
  if (footer.size !== held) {
    throw new OpsError('format-corrupt', `VHD footer: is of a disk of ${footer.size} bytes, the file holds ${held}`);
  }
  return { footer, content: accessWindow(file, { offset: 0, size: held }) };
}
