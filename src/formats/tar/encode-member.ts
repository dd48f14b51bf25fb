import type { FileAttributes, Timestamp, TreeNode } from '../tree.js';
import { padded } from './cursor.js';
import { encodeHeader, HEADER, TYPE } from './header.js';
import { encodeOctal, fitsOctal } from './number.js';
import { encodeRecords, type PaxRecord } from './records.js';
import { encodeTime } from './values.js';

/** What a header says of a member; names as they will stand in the archive. */
export interface EncodedMember {
  readonly name: Uint8Array;
  readonly type: number;
  /** Bytes that follow the header. */
  readonly size: number;
  readonly attributes: FileAttributes;
  readonly target?: Uint8Array;
  readonly device?: { readonly major: number; readonly minor: number };
  /** Records that only the caller knows of: those of sparse files. */
  readonly records?: readonly PaxRecord[];
}

const NONE = new Uint8Array();
const UTF8 = new TextEncoder();
const ATTRIBUTES_NAME = UTF8.encode('././@PaxHeader');
const ATTRIBUTES_MODE = 0o644;
const SAME_NAME = 100;

/** The type of what is neither a file nor a hard link; a socket has none. */
export const NODE_TYPES: Readonly<Record<Exclude<TreeNode<unknown>['kind'], 'file' | 'socket'>, number>> = {
  directory: TYPE.directory,
  symlink: TYPE.symlink,
  fifo: TYPE.fifo,
  'character-device': TYPE.characterDevice,
  'block-device': TYPE.blockDevice,
};

/** The header of a member, after an extended one for what a ustar header has no room for. */
export function encodeMember(member: EncodedMember): Uint8Array {
  const records = recordsOf(member);
  const header = encodeUstar(member);
  if (records.length === 0) return header;
  const data = encodeRecords(records);
  const extended = encodeUstar({
    name: ATTRIBUTES_NAME,
    type: TYPE.attributes,
    size: data.length,
    attributes: { ...NOBODY, mode: ATTRIBUTES_MODE },
  });
  const block = new Uint8Array(extended.length + padded(data.length) + header.length);
  block.set(extended);
  block.set(data, extended.length);
  block.set(header, extended.length + padded(data.length));
  return block;
}

const EPOCH: Timestamp = { seconds: 0, nanoseconds: 0 };
const NOBODY = { uid: 0, gid: 0, atime: EPOCH, mtime: EPOCH, ctime: EPOCH };

function recordsOf({ name, target, size, attributes, records = [] }: EncodedMember): PaxRecord[] {
  // The time of birth is left out: GNU tar has no record for it, and warns about every one it does not know.
  const { uid, gid, atime, mtime, ctime, xattrs = new Map<string, Uint8Array>() } = attributes;
  const found: PaxRecord[] = [];
  const add = (keyword: string, value: string | Uint8Array): void => {
    found.push({ keyword, value: typeof value === 'string' ? UTF8.encode(value) : value });
  };
  if (!isPlain(name)) add('path', name);
  if (target && !isPlain(target)) add('linkpath', target);
  if (!fits('size', size)) add('size', String(size));
  if (!fits('uid', uid)) add('uid', String(uid));
  if (!fits('gid', gid)) add('gid', String(gid));
  if (mtime.nanoseconds !== 0 || !fits('mtime', mtime.seconds)) add('mtime', encodeTime(mtime));
  if (!isSameTime(atime, mtime)) add('atime', encodeTime(atime));
  if (!isSameTime(ctime, mtime)) add('ctime', encodeTime(ctime));
  for (const [attribute, value] of [...xattrs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(`SCHILY.xattr.${attribute}`, value);
  }
  return [...found, ...records];
}

function encodeUstar({ name, type, size, attributes, target = NONE, device }: EncodedMember): Uint8Array {
  const { mode, uid, gid, mtime } = attributes;
  return encodeHeader({
    name: name.subarray(0, SAME_NAME),
    mode: octal('mode', mode),
    uid: octal('uid', uid),
    gid: octal('gid', gid),
    size: octal('size', size),
    mtime: octal('mtime', mtime.seconds),
    type,
    linkName: target.subarray(0, SAME_NAME),
    userName: NONE,
    groupName: NONE,
    major: octal('major', device?.major ?? 0),
    minor: octal('minor', device?.minor ?? 0),
    prefix: NONE,
  });
}

type NumberName = 'mode' | 'uid' | 'gid' | 'size' | 'mtime' | 'major' | 'minor';

/** What does not fit is in a record, and 0 here. */
function octal(field: NumberName, value: number): Uint8Array {
  const fitting = field === 'major' || field === 'minor' || field === 'mode' || fits(field, value) ? value : 0;
  return encodeOctal(fitting, widthOf(field));
}

function fits(field: NumberName, value: number): boolean {
  return fitsOctal(value, widthOf(field));
}

function widthOf(field: NumberName): number {
  return HEADER.table[field].spans[0].width;
}

/** A name that every reader takes from a ustar header as it is. */
function isPlain(name: Uint8Array): boolean {
  return name.length <= SAME_NAME && name.every((byte) => byte < 0x80);
}

function isSameTime(a: Timestamp, b: Timestamp): boolean {
  return a.seconds === b.seconds && a.nanoseconds === b.nanoseconds;
}
