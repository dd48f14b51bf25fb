import { isName, showName } from '../../ext4/names.js';
import { tupleDamage } from '../damage.js';
import { symbolBytes, type SymbolName, Tuple, type Value } from '../tuple/index.js';

const DOTS = new Set(['.', '..']);

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

/** The one with a name, if there is one. */
export function findEntry(directory: Tuple, name: SymbolName): Tuple | undefined {
  const children = directory.get('children');
  const found = children instanceof Tuple && !DOTS.has(name) ? children.get(name) : undefined;
  return found instanceof Tuple ? found : undefined;
}
