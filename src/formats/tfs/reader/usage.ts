import type { FilesystemUsage } from '../../filesystem-reader.js';
import { BLOCK_SIZE, RESERVED_BLOCKS } from '../constants.js';
import type { LogExtension } from '../log/log-reader.js';
import type { Tuple } from '../tuple/index.js';
import { kindOf } from './node-reader.js';
import { entriesOf } from './stored-entries.js';
import { readExtents } from './stored-extents.js';

/** What neither the log nor a file keeps. No volume says it: it is counted. @throws OpsError `format-corrupt` */
export function readUsage(root: Tuple, extensions: readonly LogExtension[], blockCount: number): FilesystemUsage {
  let used = extensions.reduce((sum, { length }) => sum + length, 0);
  for (const file of filesBelow(root)) {
    for (const { allocated } of readExtents(file, blockCount)) used += allocated;
  }
  const freeBlocks = Math.max(0, blockCount - used);
  const availableBlocks = Math.max(0, freeBlocks - RESERVED_BLOCKS);
  return { blockSize: BLOCK_SIZE, blockCount, freeBlocks, availableBlocks };
}

function* filesBelow(root: Tuple): Generator<Tuple> {
  const met = new Set([root]);
  // What is met is added to what is gone through.
  for (const tuple of met) {
    const kind = kindOf(tuple);
    if (kind === 'file') yield tuple;
    if (kind === 'directory') for (const entry of entriesOf(tuple)) met.add(entry.tuple);
  }
}
