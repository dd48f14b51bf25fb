import { bytes, split, u16, u32, u8 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { SLOT_SIZE } from './geometry.js';

/** The slot of a file, a directory or the volume's label. */
export const DIRECTORY_ENTRY = defineStructure(
  { name: 'FAT directory entry', size: SLOT_SIZE },
  {
    name: bytes(0, 11),
    attributes: u8(11),
    /** Bits that say which part of the short name is in small letters. */
    smallLetters: u8(12),
    createdHundredths: u8(13),
    createdTime: u16(14),
    createdDate: u16(16),
    accessedDate: u16(18),
    modifiedTime: u16(22),
    modifiedDate: u16(24),
    firstCluster: split(u16(26), u16(20)),
    size: u32(28),
  },
);

export const ATTRIBUTES = { readOnly: 0x01, volumeLabel: 0x08, directory: 0x10, archive: 0x20 } as const;
