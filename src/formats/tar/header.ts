import { viewOf } from '../binary/bytes.js';
import { bytes, u8 } from '../binary/field.js';
import { defineStructure, type StructureValue } from '../binary/structure.js';
import { latin1 } from './latin1.js';
import { encodeOctal } from './number.js';

/** Headers, and what pads contents. */
export const BLOCK_SIZE = 512;

/** One byte of a header that says what a member is. POSIX names those of digits, GNU those of capital letters. */
export const TYPE = {
  oldFile: 0,
  file: 0x30,
  hardLink: 0x31,
  symlink: 0x32,
  characterDevice: 0x33,
  blockDevice: 0x34,
  directory: 0x35,
  fifo: 0x36,
  contiguousFile: 0x37,
  dumpDirectory: 0x44,
  longLink: 0x4b,
  longName: 0x4c,
  sparse: 0x53,
  volumeLabel: 0x56,
  globalAttributes: 0x67,
  attributes: 0x78,
} as const;

/** POSIX.1-2017, pax, "ustar Interchange Format". Numbers are text, and decoded where they mean something. */
export const HEADER = defineStructure(
  { name: 'tar header', size: BLOCK_SIZE },
  {
    name: bytes(0, 100),
    mode: bytes(100, 8),
    uid: bytes(108, 8),
    gid: bytes(116, 8),
    size: bytes(124, 12),
    mtime: bytes(136, 12),
    checksum: bytes(148, 8),
    type: u8(156),
    linkName: bytes(157, 100),
    magic: bytes(257, 6),
    version: bytes(263, 2),
    userName: bytes(265, 32),
    groupName: bytes(297, 32),
    major: bytes(329, 8),
    minor: bytes(337, 8),
    prefix: bytes(345, 155),
  },
);
export type Header = StructureValue<typeof HEADER.table>;

/** What old GNU tar has where POSIX has the prefix. */
export const GNU_HEADER = defineStructure(
  { name: 'GNU tar header', size: BLOCK_SIZE },
  {
    atime: bytes(345, 12),
    ctime: bytes(357, 12),
    sparse: bytes(386, 96),
    isExtended: u8(482),
    realSize: bytes(483, 12),
  },
);
/** More of the map of a sparse file, in blocks behind its header. */
export const GNU_SPARSE_BLOCK = defineStructure(
  { name: 'GNU sparse block', size: BLOCK_SIZE },
  { sparse: bytes(0, 504), isExtended: u8(504) },
);

const POSIX_MAGIC = 'ustar\0';
const GNU_MAGIC = 'ustar ';
const POSIX_VERSION = '00';
const CHECKSUM_DIGITS = 7;
const SPACE = 0x20;

export function isGnu({ magic }: Header): boolean {
  return latin1(magic) === GNU_MAGIC;
}

export function isPosix({ magic }: Header): boolean {
  return latin1(magic) === POSIX_MAGIC;
}

/** Everything up to the first NUL, or all. */
export function untilNul(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
}

/** True when `value` is the sum of a header's bytes; some old programs took them for signed ones. */
export function isChecksum(block: Uint8Array, value: number | undefined): boolean {
  const { unsigned, signed } = sumBytes(block);
  return value === unsigned || value === signed;
}

/** Lays down a POSIX header with its checksum. */
export function encodeHeader(header: Omit<Header, 'checksum' | 'magic' | 'version'>): Uint8Array {
  const block = new Uint8Array(BLOCK_SIZE);
  const magic = new TextEncoder().encode(POSIX_MAGIC);
  const version = new TextEncoder().encode(POSIX_VERSION);
  HEADER.encode(viewOf(block), 0, { ...header, magic, version, checksum: new Uint8Array() });
  const at = HEADER.offsetOf('checksum');
  block.set(encodeOctal(sumBytes(block).unsigned, CHECKSUM_DIGITS), at);
  block[at + CHECKSUM_DIGITS] = SPACE;
  return block;
}

/** The checksum itself counts as blanks. */
function sumBytes(block: Uint8Array): { readonly unsigned: number; readonly signed: number } {
  const at = HEADER.offsetOf('checksum');
  const { width } = HEADER.table.checksum.spans[0];
  let [unsigned, signed] = [width * SPACE, width * SPACE];
  for (let index = 0; index < block.length; index++) {
    if (index >= at && index < at + width) continue;
    const byte = block[index] ?? 0;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return { unsigned, signed };
}
