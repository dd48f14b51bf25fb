import { OpsError } from '../../core/errors.js';

/**
 * What an archive holds. `path` is relative and has no leading slash (`dev/console`); every parent but the root must
 * come before its children, because the kernel unpacks in order and makes no parents. `mode` is the low 12 bits.
 */
export type CpioEntry = CpioDirectory | CpioFile | CpioSymbolicLink | CpioDevice;

export interface CpioDirectory {
  readonly kind: 'directory';
  readonly path: string;
  readonly mode: number;
}

export interface CpioFile {
  readonly kind: 'file';
  readonly path: string;
  readonly mode: number;
  readonly data: Uint8Array;
}

export interface CpioSymbolicLink {
  readonly kind: 'symlink';
  readonly path: string;
  readonly target: string;
}

export interface CpioDevice {
  readonly kind: 'character-device' | 'block-device';
  readonly path: string;
  readonly mode: number;
  readonly major: number;
  readonly minor: number;
}

/** The 13 numbers of a header, in order, each 8 hexadecimal digits after the magic. */
const FIELDS = [
  'inode',
  'mode',
  'uid',
  'gid',
  'links',
  'mtime',
  'size',
  'deviceMajor',
  'deviceMinor',
  'specialMajor',
  'specialMinor',
  'nameSize',
  'check',
] as const;
type Header = Partial<Record<(typeof FIELDS)[number], number>>;

const MAGIC = '070701';
const FIELD_DIGITS = 8;
const HEADER_SIZE = MAGIC.length + FIELDS.length * FIELD_DIGITS;
const TRAILER = 'TRAILER!!!';
const ALIGNMENT = 4;
const UTF8 = new TextEncoder();
const FIELD_LIMIT = 0xffff_ffff;
const TYPE_BITS: Readonly<Record<CpioEntry['kind'], number>> = {
  directory: 0o040000,
  file: 0o100000,
  symlink: 0o120000,
  'character-device': 0o020000,
  'block-device': 0o060000,
};

/** An entry with its name and content as bytes, ready to be laid down. */
interface Member {
  readonly name: Uint8Array;
  readonly content: Uint8Array;
  readonly header: Header;
}

/**
 * A cpio archive in the "newc" format, which the kernel unpacks as an initramfs. Everything belongs to root, times are
 * zero: the same entries give the same bytes. Archives may be concatenated.
 *
 * @throws OpsError `format-field` for a path that is not relative and plain, comes twice or before its parent, and for
 * a number that does not fit its field
 * @see https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
 */
export function encodeCpio(entries: readonly CpioEntry[]): Uint8Array {
  checkPaths(entries);
  const members = entries.map((entry, index) => memberOf(entry, index + 1));
  members.push({ name: UTF8.encode(TRAILER), content: new Uint8Array(), header: { links: 1 } });

  const archive = new Uint8Array(members.reduce((size, member) => size + memberSize(member), 0));
  let position = 0;
  for (const member of members) {
    UTF8.encodeInto(headerText(member), archive.subarray(position));
    archive.set(member.name, position + HEADER_SIZE);
    archive.set(member.content, position + contentOffset(member));
    position += memberSize(member);
  }
  return archive;
}

function memberOf(entry: CpioEntry, inode: number): Member {
  const content = contentOf(entry);
  const permissions = entry.kind === 'symlink' ? 0o777 : entry.mode;
  if (permissions > 0o7777) throw invalid(entry.path, `mode ${permissions.toString(8)} has more than permission bits`);
  const device = entry.kind === 'character-device' || entry.kind === 'block-device';
  return {
    name: UTF8.encode(entry.path),
    content,
    header: {
      inode,
      mode: TYPE_BITS[entry.kind] + permissions,
      links: entry.kind === 'directory' ? 2 : 1,
      size: content.length,
      ...(device && { specialMajor: entry.major, specialMinor: entry.minor }),
    },
  };
}

function contentOf(entry: CpioEntry): Uint8Array {
  if (entry.kind === 'file') return entry.data;
  if (entry.kind === 'symlink') return UTF8.encode(entry.target);
  return new Uint8Array();
}

function headerText({ name, header }: Member): string {
  const values: Header = { ...header, nameSize: name.length + 1 };
  const digits = FIELDS.map((field) => {
    const value = values[field] ?? 0;
    if (!Number.isInteger(value) || value < 0 || value > FIELD_LIMIT) {
      throw invalid(new TextDecoder().decode(name), `${field} cannot be ${value}`);
    }
    return value.toString(16).padStart(FIELD_DIGITS, '0');
  });
  return MAGIC + digits.join('');
}

/** The name is followed by a NUL, then by zeros up to the alignment. */
function contentOffset(member: Member): number {
  return align(HEADER_SIZE + member.name.length + 1);
}

function memberSize(member: Member): number {
  return contentOffset(member) + align(member.content.length);
}

function align(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

function checkPaths(entries: readonly CpioEntry[]): void {
  const directories = new Set<string>();
  const seen = new Set<string>([TRAILER]);
  for (const { kind, path } of entries) {
    const parts = path.split('/');
    if (path.includes('\0') || parts.some((part) => part === '' || part === '.' || part === '..')) {
      throw invalid(path, 'is not a plain relative path');
    }
    const parent = parts.slice(0, -1).join('/');
    if (parent !== '' && !directories.has(parent)) throw invalid(path, 'comes before its directory');
    if (seen.has(path)) throw invalid(path, 'cannot be a name, or is there twice');
    seen.add(path);
    if (kind === 'directory') directories.add(path);
  }
}

function invalid(path: string, reason: string): OpsError {
  return new OpsError('format-field', `cpio entry "${path}": ${reason}`, { details: { path } });
}
