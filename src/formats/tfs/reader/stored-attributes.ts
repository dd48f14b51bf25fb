import type { FileAttributes, Timestamp } from '../../tree.js';
import { isAttributeName } from '../attribute-name.js';
import { tupleDamage } from '../damage.js';
import { decodeTimestamp } from '../timestamp.js';
import { numberOf, symbolBytes, type Tuple } from '../tuple/index.js';

const SHOWN_MODE = 0o777;
const READ_ONLY_MODE = 0o555;
const LONGEST_TARGET = 4095;

/** What every file has, as guests show it. @throws OpsError `format-corrupt` */
export function attributesOf(tuple: Tuple): FileAttributes {
  const time = (name: string): Timestamp => decodeTimestamp(readNumber(tuple, name) ?? 0n);
  const mtime = time('mtime');
  const mode = tuple.get('readonly') === undefined ? SHOWN_MODE : READ_ONLY_MODE;
  const xattrs = new Map<string, Uint8Array>();
  for (const [symbol, value] of tuple.attributes) {
    if (!symbol.includes('.') || !(value instanceof Uint8Array)) continue;
    const name = new TextDecoder().decode(symbolBytes(symbol));
    if (isAttributeName(name)) xattrs.set(name, value);
  }
  // Owners are not stored; what a guest shows as the time of a change is that of the last write.
  return { mode, uid: 0, gid: 0, atime: time('atime'), mtime, ctime: mtime, ...(xattrs.size > 0 && { xattrs }) };
}

function readNumber(tuple: Tuple, name: string): bigint | undefined {
  const value = tuple.get(name);
  if (value === undefined) return undefined;
  const number = numberOf(value);
  if (number !== undefined && number >= 0n && number < 2n ** 64n) return number;
  throw tupleDamage(tuple, `its ${name} is no number`);
}

/** The numbers of a device, which are in one as Linux has it in 64 bits. */
export function deviceOf(tuple: Tuple): { readonly major: number; readonly minor: number } {
  const rdev = readNumber(tuple, 'rdev') ?? 0n;
  const major = ((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n);
  const minor = (rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n);
  return { major: Number(major), minor: Number(minor) };
}

/** How many names a file says to have. @throws OpsError `format-corrupt` */
export function linksOf(tuple: Tuple): number {
  return Number(readNumber(tuple, 'nlink') ?? 1n);
}

/** Where a symbolic link leads to. */
export function targetOf(link: Tuple): Uint8Array {
  const target = link.get('linktarget');
  if (!(target instanceof Uint8Array)) throw tupleDamage(link, 'a link leads nowhere');
  if (target.length > 0 && target.length <= LONGEST_TARGET && !target.includes(0)) return target;
  throw tupleDamage(link, 'a link leads to what no path is');
}
