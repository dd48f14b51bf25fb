import { OpsError } from '../../core/errors.js';
import { uuidFromBytes, uuidToBytes, type Uuid } from '../../core/uuid.js';
import { viewOf } from '../binary/bytes.js';
import { bytes, u16, u32, u64, u8 } from '../binary/field.js';
import { defineStructure } from '../binary/structure.js';
import { LARGEST_GEOMETRY, sectorsOf, specifiedGeometry } from './geometry.js';

/** What a virtual hard disk says of itself. */
export interface VhdFooter {
  /** Bytes of the disk, the footer not among them. */
  readonly size: number;
  readonly uuid: Uuid;
  /** Seconds since 1970; the format has none before 2000. */
  readonly created: number;
}

export const VHD_FOOTER_SIZE = 512;
export const VHD_SECTOR = 512;
/** The largest disk of the format: 2040 GiB. */
export const MAXIMUM_VHD_SIZE = 2040 * 2 ** 30;

const COOKIE = new TextEncoder().encode('conectix');
const CREATOR = new TextEncoder().encode('ops ');
const CREATOR_HOST = new TextEncoder().encode('Wi2k');
/** A bit that every footer has. */
const FEATURES = 2;
const VERSION_1_0 = 0x00010000;
/** Disks without a dynamic header say so with all ones. */
const NO_OFFSET = 0xffffffff;
const TYPE_FIXED = 2;
/** 2000-01-01 in seconds since 1970. */
const EPOCH = 946_684_800;

const FOOTER = defineStructure(
  { name: 'VHD footer', size: VHD_FOOTER_SIZE, byteOrder: 'big' },
  {
    cookie: bytes(0, 8),
    features: u32(8),
    version: u32(12),
    dataOffsetHigh: u32(16),
    dataOffsetLow: u32(20),
    timestamp: u32(24),
    creator: bytes(28, 4),
    creatorVersion: u32(32),
    creatorHost: bytes(36, 4),
    originalSize: u64(40),
    currentSize: u64(48),
    cylinders: u16(56),
    heads: u8(58),
    sectorsPerTrack: u8(59),
    type: u32(60),
    checksum: u32(64),
    uuid: bytes(68, 16),
    savedState: u8(84),
  },
);
const CHECKSUM_OFFSET = FOOTER.offsetOf('checksum');

/**
 * The 512 bytes that make a raw disk, put before them, a fixed virtual hard disk.
 * @throws OpsError `format-limit` for a size that is not of whole sectors or beyond 2040 GiB, and for a time the format
 * cannot have
 */
export function encodeVhdFooter({ size, uuid, created }: VhdFooter): Uint8Array {
  checkSize(size);
  const timestamp = created - EPOCH;
  if (!(timestamp >= 0 && timestamp < 2 ** 32)) throw limit(`the time ${created} is not in the years 2000 to 2135`);
  const footer = new Uint8Array(VHD_FOOTER_SIZE);
  const view = viewOf(footer);
  FOOTER.encode(view, 0, {
    cookie: COOKIE,
    features: FEATURES,
    version: VERSION_1_0,
    dataOffsetHigh: NO_OFFSET,
    dataOffsetLow: NO_OFFSET,
    timestamp: Math.floor(timestamp),
    creator: CREATOR,
    creatorVersion: VERSION_1_0,
    creatorHost: CREATOR_HOST,
    originalSize: size,
    currentSize: size,
    ...chooseGeometry(size / VHD_SECTOR),
    type: TYPE_FIXED,
    checksum: 0,
    uuid: uuidToBytes(uuid),
    savedState: 0,
  });
  view.setUint32(CHECKSUM_OFFSET, checksumOf(footer));
  return footer;
}

/**
 * @param footer the last 512 bytes of a file
 * @throws OpsError `format-corrupt` when it is no footer or is damaged; `format-unsupported` for a disk that is not fixed
 */
export function decodeVhdFooter(footer: Uint8Array): VhdFooter {
  const fields = FOOTER.decode(viewOf(footer), 0);
  if (!COOKIE.every((byte, index) => fields.cookie[index] === byte)) throw corrupt('there is none');
  if (checksumOf(footer) !== fields.checksum) throw corrupt('its checksum is wrong');
  if (fields.version >>> 16 !== 1) throw unsupported(`version ${fields.version >>> 16} is not known`);
  if (fields.type !== TYPE_FIXED) throw unsupported('the disk is not a fixed one, whose sectors stand in a row');
  if (fields.currentSize % VHD_SECTOR !== 0) throw corrupt(`a disk cannot have ${fields.currentSize} bytes`);
  return { size: fields.currentSize, uuid: uuidFromBytes(fields.uuid), created: fields.timestamp + EPOCH };
}

/**
 * Programs that go by the geometry would cut off what it does not cover. With the largest one they go by the size, so a
 * geometry that is not exactly the disk gives way to it.
 */
function chooseGeometry(sectors: number) {
  const specified = specifiedGeometry(sectors);
  return sectorsOf(specified) === sectors ? specified : LARGEST_GEOMETRY;
}

/** The complement of the sum of all bytes but those of the checksum. */
function checksumOf(footer: Uint8Array): number {
  let sum = 0;
  for (const [index, byte] of footer.subarray(0, VHD_FOOTER_SIZE).entries()) {
    if (index < CHECKSUM_OFFSET || index >= CHECKSUM_OFFSET + 4) sum += byte;
  }
  return ~sum >>> 0;
}

function checkSize(size: number): void {
  if (Number.isSafeInteger(size) && size > 0 && size % VHD_SECTOR === 0 && size <= MAXIMUM_VHD_SIZE) return;
  throw limit(`a disk of ${size} bytes is not one of whole sectors of at most 2040 GiB`);
}

function limit(reason: string): OpsError {
  return new OpsError('format-limit', `VHD: ${reason}`);
}

function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `VHD footer: ${reason}`);
}

function unsupported(reason: string): OpsError {
  return new OpsError('format-unsupported', `VHD footer: ${reason}`);
}
