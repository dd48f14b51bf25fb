import { isName, showName } from '../../ext4/names.js';
import { compareBytes } from '../../binary/bytes.js';
import type { FilesystemEntry, StoredContent } from '../../filesystem-reader.js';
import type { FileAttributes, Timestamp, TreeNode } from '../../tree.js';
import { isAttributeName } from '../attribute-name.js';
import { decodeTimestamp } from '../timestamp.js';
import { numberOf, symbolBytes, type SymbolName, Tuple, type TupleDecoder, type Value } from '../tuple/index.js';
import { corrupt } from '../damage.js';
import { dataRangesOf, readExtents, readLength, tupleDamage } from './stored-extents.js';

export type StoredKind = 'directory' | 'symlink' | 'character-device' | 'socket' | 'file';

const SHOWN_MODE = 0o777;
const READ_ONLY_MODE = 0o555;
const LONGEST_TARGET = 4095;
const DOTS = new Set(['.', '..']);

/** What kind of file a tuple stands for, as guests see it. */
export function kindOf(tuple: Tuple): StoredKind {
  if (tuple.get('children') instanceof Tuple) return 'directory';
  if (tuple.get('linktarget') !== undefined) return 'symlink';
  if (tuple.get('special') !== undefined) return 'character-device';
  return tuple.get('socket') === undefined ? 'file' : 'socket';
}

/** How many names a file says to have. @throws OpsError `format-corrupt` */
export function linksOf(tuple: Tuple): number {
  return Number(readNumber(tuple, 'nlink') ?? 1n);
}

/** Makes nodes of tuples, by the numbers of these. */
export class NodeReader {
  readonly #tuples: TupleDecoder;
  readonly #blockCount: number;

  constructor(tuples: TupleDecoder, blockCount: number) {
    this.#tuples = tuples;
    this.#blockCount = blockCount;
  }

  /** @throws OpsError `format-corrupt` for a number that no tuple has */
  tuple(inode: number): Tuple {
    const tuple = this.#tuples.tuple(inode);
    if (tuple) return tuple;
    throw corrupt('log', 0, `there is no tuple ${inode}`);
  }

  /** The node of any file; a directory's is without its entries. */
  node(tuple: Tuple): TreeNode<StoredContent> {
    const kind = kindOf(tuple);
    const attributes = attributesOf(tuple);
    switch (kind) {
      case 'directory':
        return { kind, ...attributes, entries: [] };
      case 'symlink':
        return { kind, ...attributes, target: targetOf(tuple) };
      case 'character-device':
        return { kind, ...attributes, ...decodeDevice(readNumber(tuple, 'rdev') ?? 0n) };
      case 'socket':
        return { kind, ...attributes };
      case 'file': {
        const size = readLength(tuple);
        const data = dataRangesOf(readExtents(tuple, this.#blockCount), size);
        return { kind, ...attributes, size, ...(data && { data }), content: { inode: tuple.index } };
      }
    }
  }

  /** What is in a directory, bytewise by name. @throws OpsError `format-corrupt`, also when it is none */
  list(directory: Tuple): FilesystemEntry[] {
    const entries: FilesystemEntry[] = [];
    for (const { name, tuple } of entriesOf(directory)) entries.push({ name, inode: tuple.index });
    return entries.sort((a, b) => compareBytes(a.name, b.name));
  }

  /** The one with a name, if there is one. */
  find(directory: Tuple, name: string): Tuple | undefined {
    const children = directory.get('children');
    const found = children instanceof Tuple && !DOTS.has(name) ? children.get(name) : undefined;
    return found instanceof Tuple ? found : undefined;
  }
}

/** A name in a directory and the file that it stands for. */
export interface StoredEntry {
  readonly name: Uint8Array;
  readonly tuple: Tuple;
}

/** What is in a directory, in no order. @throws OpsError `format-corrupt` */
export function* entriesOf(directory: Tuple): Generator<StoredEntry> {
  for (const [symbol, value] of childrenOf(directory)) {
    const entry = readEntry(directory, symbol, value);
    if (entry) yield entry;
  }
}

/** The names in a directory, right or wrong. */
export function childrenOf(directory: Tuple): Iterable<readonly [SymbolName, Value]> {
  const children = directory.get('children');
  if (children instanceof Tuple) return children.attributes;
  throw tupleDamage(directory, 'is no directory');
}

/** Nothing for what guests do not see: what is called `.` or `..`. @throws OpsError `format-corrupt` */
export function readEntry(directory: Tuple, symbol: SymbolName, value: Value): StoredEntry | undefined {
  if (DOTS.has(symbol)) return undefined;
  const name = symbolBytes(symbol);
  if (!isName(name)) throw tupleDamage(directory, `${showName(name)} is not a name that a file can have`);
  if (!(value instanceof Tuple)) throw tupleDamage(directory, `${showName(name)} is no tuple`);
  return { name, tuple: value };
}

/** Where a symbolic link leads to. */
export function targetOf(link: Tuple): Uint8Array {
  const target = link.get('linktarget');
  if (!(target instanceof Uint8Array)) throw tupleDamage(link, 'a link leads nowhere');
  if (target.length > 0 && target.length <= LONGEST_TARGET && !target.includes(0)) return target;
  throw tupleDamage(link, 'a link leads to what no path is');
}

function attributesOf(tuple: Tuple): FileAttributes {
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

/** As Linux encodes device numbers in 64 bits. */
function decodeDevice(rdev: bigint): { readonly major: number; readonly minor: number } {
  const major = ((rdev >> 8n) & 0xfffn) | ((rdev >> 32n) & 0xfffff000n);
  const minor = (rdev & 0xffn) | ((rdev >> 12n) & 0xffffff00n);
  return { major: Number(major), minor: Number(minor) };
}
