import { compareBytes } from '../../binary/bytes.js';
import type { FilesystemEntry, StoredContent } from '../../filesystem-reader.js';
import type { TreeNode } from '../../tree.js';
import { corrupt } from '../damage.js';
import { Tuple, type TupleDecoder } from '../tuple/index.js';
import { attributesOf, deviceOf, targetOf } from './stored-attributes.js';
import { entriesOf } from './stored-entries.js';
import { dataRangesOf, readExtents, readLength } from './stored-extents.js';

export type StoredKind = 'directory' | 'symlink' | 'character-device' | 'socket' | 'file';

/** What kind of file a tuple stands for, as guests see it. */
export function kindOf(tuple: Tuple): StoredKind {
  if (tuple.get('children') instanceof Tuple) return 'directory';
  if (tuple.get('linktarget') !== undefined) return 'symlink';
  if (tuple.get('special') !== undefined) return 'character-device';
  return tuple.get('socket') === undefined ? 'file' : 'socket';
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
        return { kind, ...attributes, ...deviceOf(tuple) };
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
}
