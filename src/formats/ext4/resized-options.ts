import { defaultInodes, defaultJournalBlocks } from './defaults.js';
import type { Ext4Options } from './options.js';

/**
 * What a volume with `options` is planned with at another size. The journal and the number of inodes follow the size,
 * as those of a new volume do; what was chosen stays: no journal where there would be one, more inodes than there would
 * be in a volume that grows. Blocks keep their size.
 */
export function resizedOptions(options: Required<Ext4Options>, size: number): Ext4Options {
  const { inodes, journalBlocks, ...kept } = options;
  const { blockSize } = options;
  const hadNone = journalBlocks === 0 && defaultJournalBlocks(Math.floor(options.size / blockSize)) > 0;
  const hadMore = size > options.size && inodes > defaultInodes(Math.floor(size / blockSize), blockSize);
  return { ...kept, size, ...(hadNone && { journalBlocks: 0 }), ...(hadMore && { inodes }) };
}
