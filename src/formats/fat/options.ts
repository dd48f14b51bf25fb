import { OpsError } from '../../core/errors.js';
import type { Timestamp } from '../tree.js';
import { SECTOR_SIZE } from './geometry.js';
import { isShortCharacter } from './short-name.js';

/** What a new volume is like. */
export interface FatOptions {
  /** Bytes that the volume takes, a whole number of sectors of 512 bytes, below 2 TiB. */
  readonly size: number;
  /** 32 bits that tell volumes apart, as `XXXX-XXXX` in hexadecimal digits. */
  readonly serial: number;
  /** At most 11 characters of capital letters, digits, spaces and some signs. Default: none. */
  readonly label?: string;
  /** The time of creation: of the label, and of every file whose own is not known. Times are kept as UTC. */
  readonly created: Timestamp;
  /** Sectors of the disk before the volume, which some boot code wants to know. Default 0. */
  readonly hiddenSectors?: number;
}

const LABEL_LENGTH = 11;
const MAXIMUM_UINT32 = 2 ** 32 - 1;

/** @throws OpsError `format-limit` for the first option that no volume can have */
export function checkOptions({ size, label, serial, hiddenSectors = 0 }: FatOptions): void {
  const sectors = size / SECTOR_SIZE;
  if (!Number.isSafeInteger(sectors) || sectors < 0) throw refused('size', `${size} is not a number of whole sectors`);
  if (sectors > MAXIMUM_UINT32) throw refused('size', `${size} is not below 2 TiB`);
  if (!isUint32(serial)) throw refused('serial', `${serial} is not a number of 32 bits`);
  if (!isUint32(hiddenSectors)) throw refused('hiddenSectors', `${hiddenSectors} is not a number of 32 bits`);
  if (label !== undefined && !isLabel(label)) {
    throw refused('label', `${JSON.stringify(label)} is not 1 to ${LABEL_LENGTH} capital letters, digits and signs`);
  }
}

function isUint32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAXIMUM_UINT32;
}

function isLabel(label: string): boolean {
  if (label.length === 0 || label.length > LABEL_LENGTH || label.startsWith(' ')) return false;
  return Array.from(label).every((character) => character === ' ' || isShortCharacter(character));
}

function refused(option: string, reason: string): OpsError {
  return new OpsError('format-limit', `FAT ${option}: ${reason}`, { details: { option } });
}
