import type { FileAttributes } from '../tree.js';
import { isAttributeName } from './attribute-name.js';
import { encodeTimestamp } from './timestamp.js';
import { symbolOf, type SymbolName } from './tuple/index.js';

/** An attribute that a file has beside what makes it a file; numbers are in the form that metadata has. */
export interface Extra {
  readonly name: SymbolName;
  readonly value: number | bigint | Uint8Array;
}

/** How many names a file has, its times, its extended attributes. @param links `undefined` for one name */
export function extrasOf(node: FileAttributes, links: number | undefined): readonly Extra[] {
  const extras: Extra[] = [];
  if (links !== undefined) extras.push({ name: 'nlink', value: links });
  for (const name of ['atime', 'mtime'] as const) {
    const value = encodeTimestamp(node[name]);
    // Zero is what is read where there is none.
    if (value !== 0n) extras.push({ name, value });
  }
  const attributes = [...(node.xattrs ?? [])].filter(([name]) => isAttributeName(name));
  for (const [name, value] of attributes.sort(([a], [b]) => (a < b ? -1 : 1))) {
    extras.push({ name: symbolOf(new TextEncoder().encode(name)), value });
  }
  return extras;
}
