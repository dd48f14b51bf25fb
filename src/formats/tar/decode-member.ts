import type { Timestamp } from '../tree.js';
import { viewOf } from '../binary/bytes.js';
import { corrupt, unsupported, type MemberPlace } from './corrupt.js';
import type { ArchiveCursor } from './cursor.js';
import { GNU_HEADER, isGnu, isPosix, TYPE, untilNul, type Header } from './header.js';
import { latin1 } from './latin1.js';
import type { MemberAttributes, MemberBody, MemberFile, TarMember } from './member.js';
import { decodeNumber } from './number.js';
import type { PaxRecord } from './records.js';
import { placeRanges, placeWhole, readGnuMap, readPaxMap } from './sparse.js';
import { decodeBase64, decodeDecimal, decodePercent, decodeTime } from './values.js';

/** A header with what was announced for it, before anything but its size is understood. */
export interface RawMember extends MemberPlace {
  readonly block: Uint8Array;
  readonly header: Header;
  readonly size: number;
  readonly records: readonly PaxRecord[];
  readonly longName: Uint8Array | undefined;
  readonly longLink: Uint8Array | undefined;
}

const MODE_BITS = 0o7777;
const LARGEST_ID = 0xffff_fffe;
const SLASH = 0x2f;
const STAR_XATTR = 'SCHILY.xattr.';
const LIBARCHIVE_XATTR = 'LIBARCHIVE.xattr.';

/** Works the records of `raw` into it, and goes on behind its content. @throws OpsError see `readTar` */
export function decodeMember(raw: RawMember, cursor: ArchiveCursor): TarMember {
  const values = new Map(raw.records.map((record) => [record.keyword, record]));
  // Without a value, a record takes back what was said before; but an attribute may well be empty.
  for (const [keyword, { value }] of values) {
    if (value.length === 0 && !isXattr(keyword)) values.delete(keyword);
  }
  const name = decodeName(raw, values);
  const place = { offset: raw.offset, name };
  const body = decodeBody(raw, values, place, cursor);
  return { ...place, ...decodeAttributes(raw, values, place), ...body };
}

type Values = ReadonlyMap<string, PaxRecord>;

function decodeName({ header, longName, ...raw }: RawMember, values: Values): Uint8Array {
  const name = values.get('GNU.sparse.name')?.value ?? values.get('path')?.value ?? longName ?? shortName(header);
  if (name.includes(0)) throw corrupt(raw, 'its name has a NUL in it');
  return name;
}

function shortName(header: Header): Uint8Array {
  const name = untilNul(header.name);
  const prefix = untilNul(header.prefix);
  if (!isPosix(header) || prefix.length === 0) return name;
  return Uint8Array.of(...prefix, SLASH, ...name);
}

function decodeBody(raw: RawMember, values: Values, place: MemberPlace, cursor: ArchiveCursor): MemberBody {
  const { header } = raw;
  switch (header.type) {
    case TYPE.oldFile:
    case TYPE.file:
    case TYPE.contiguousFile:
      // Before POSIX, a slash at the end made a directory.
      if (place.name?.at(-1) === SLASH) return skipDirectory(0, place, cursor);
      return decodeFile(raw, values, place, cursor);
    case TYPE.sparse:
      return decodeFile(raw, values, place, cursor);
    case TYPE.hardLink:
      return { kind: 'hard-link', target: decodeTarget(raw, values, place) };
    case TYPE.symlink:
      return { kind: 'symlink', target: decodeTarget(raw, values, place) };
    case TYPE.characterDevice:
      return { kind: 'character-device', ...decodeDevice(header, place) };
    case TYPE.blockDevice:
      return { kind: 'block-device', ...decodeDevice(header, place) };
    case TYPE.fifo:
      return { kind: 'fifo' };
    case TYPE.directory:
      return { kind: 'directory' };
    case TYPE.dumpDirectory:
      // Its content is the list of what was in it.
      return skipDirectory(raw.size, place, cursor);
    default:
      throw unsupported(place, `type "${String.fromCharCode(header.type)}" is no file that this reader knows`);
  }
}

function skipDirectory(size: number, place: MemberPlace, cursor: ArchiveCursor): MemberBody {
  cursor.skip(size, place);
  return { kind: 'directory' };
}

function decodeFile(raw: RawMember, values: Values, place: MemberPlace, cursor: ArchiveCursor): MemberFile {
  const announced = values.get('size');
  const packed = announced ? decodeDecimal(announced, place) : raw.size;
  const map =
    raw.header.type === TYPE.sparse ? readGnuMap(raw.block, cursor, place) : readPaxMap(raw.records, cursor, place);
  const length = packed - (map?.mapSize ?? 0);
  if (length < 0) throw corrupt(place, 'its sparse map is longer than its content');
  const at = cursor.skip(length, place);
  if (!map) return { kind: 'file', size: length, stored: placeWhole(length, at) };
  return { kind: 'file', size: map.size, stored: placeRanges(map, at, length, place) };
}

function decodeTarget({ header, longLink }: RawMember, values: Values, place: MemberPlace): Uint8Array {
  const target = values.get('linkpath')?.value ?? longLink ?? untilNul(header.linkName);
  if (target.length === 0) throw corrupt(place, 'it is a link to nothing');
  if (target.includes(0)) throw corrupt(place, 'the target of its link has a NUL in it');
  return target;
}

function decodeDevice(
  { major, minor }: Header,
  place: MemberPlace,
): { readonly major: number; readonly minor: number } {
  return { major: number(major, 'major number', place), minor: number(minor, 'minor number', place) };
}

function decodeAttributes(raw: RawMember, values: Values, place: MemberPlace): MemberAttributes {
  const { header } = raw;
  const id = (keyword: 'uid' | 'gid'): number => {
    const record = values.get(keyword);
    const value = record ? decodeDecimal(record, place) : number(header[keyword], keyword, place);
    // All bits set means "no owner" to the kernel.
    if (value <= LARGEST_ID) return value;
    throw corrupt(place, `${keyword} ${value} does not fit 32 bits`);
  };
  const mtime = timeOf('mtime', header.mtime, values, place);
  const gnu = isGnu(header) ? GNU_HEADER.decode(viewOf(raw.block), 0) : undefined;
  const other = (keyword: 'atime' | 'ctime'): Timestamp => {
    if (values.has(keyword)) return timeOf(keyword, header.mtime, values, place);
    return gnu && gnu[keyword][0] !== 0 ? timeOf(keyword, gnu[keyword], values, place) : mtime;
  };
  const xattrs = decodeXattrs(values, place);
  const born = values.get('LIBARCHIVE.creationtime');
  return {
    mode: number(header.mode, 'mode', place) & MODE_BITS,
    uid: id('uid'),
    gid: id('gid'),
    mtime,
    atime: other('atime'),
    ctime: other('ctime'),
    ...(born && { crtime: decodeTime(born, place) }),
    ...(xattrs.size > 0 && { xattrs }),
  };
}

function timeOf(keyword: string, field: Uint8Array, values: Values, place: MemberPlace): Timestamp {
  const record = values.get(keyword);
  if (record) return decodeTime(record, place);
  const seconds = decodeNumber(field);
  if (seconds === undefined) throw corrupt(place, `${keyword} is not a number`);
  return { seconds, nanoseconds: 0 };
}

function isXattr(keyword: string): boolean {
  return keyword.startsWith(STAR_XATTR) || keyword.startsWith(LIBARCHIVE_XATTR);
}

function decodeXattrs(values: Values, place: MemberPlace): Map<string, Uint8Array> {
  const xattrs = new Map<string, Uint8Array>();
  for (const record of values.values()) {
    if (record.keyword.startsWith(LIBARCHIVE_XATTR)) {
      xattrs.set(decodePercent(record.keyword.slice(LIBARCHIVE_XATTR.length)), decodeBase64(record, place));
    } else if (record.keyword.startsWith(STAR_XATTR)) {
      xattrs.set(record.keyword.slice(STAR_XATTR.length), record.value);
    }
  }
  for (const name of xattrs.keys()) {
    if (name === '' || name.includes('\0')) throw corrupt(place, 'an extended attribute has no proper name');
  }
  return xattrs;
}

function number(field: Uint8Array, what: string, place: MemberPlace): number {
  const value = decodeNumber(field);
  if (value !== undefined && value >= 0) return value;
  throw corrupt(place, `${what} of "${latin1(field)}" is not a number`);
}
