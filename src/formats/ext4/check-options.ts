import { OpsError } from '../../core/errors.js';
import { BLOCK_SIZES, MAXIMUM_SIZE } from './defaults.js';
import { MINIMUM_JOURNAL_BLOCKS } from './journal.js';
import type { Ext4Options } from './options.js';

const MAXIMUM_JOURNAL_BLOCKS = 10_240_000;
const MAXIMUM_RESERVED_PERCENT = 50;
const LABEL_SIZE = 16;
const MAXIMUM_INODES = 2 ** 32 - 1;

/** @throws OpsError `format-limit` for the first option that no volume can have */
export function checkOptions(options: Ext4Options): void {
  const { size, label, blockSize, inodes, journalBlocks: journal, reservedPercent: reserved } = options;
  if (!Number.isSafeInteger(size) || size < 0) throw refused('size', size, 'is not a count of bytes');
  if (size > MAXIMUM_SIZE) throw refused('size', size, 'is more than 64 TiB');
  if (label && (label.length > LABEL_SIZE || label.includes(0))) {
    throw refused('label', label.length, 'is not at most 16 bytes without NUL');
  }
  if (blockSize !== undefined && !BLOCK_SIZES.includes(blockSize)) {
    throw refused('blockSize', blockSize, `is none of ${BLOCK_SIZES.join(', ')}`);
  }
  if (inodes !== undefined && !isWithin(inodes, 0, MAXIMUM_INODES)) {
    throw refused('inodes', inodes, 'is not a count below 2^32');
  }
  if (journal !== undefined && journal !== 0 && !isWithin(journal, MINIMUM_JOURNAL_BLOCKS, MAXIMUM_JOURNAL_BLOCKS)) {
    throw refused('journalBlocks', journal, `is neither 0 nor ${MINIMUM_JOURNAL_BLOCKS} to ${MAXIMUM_JOURNAL_BLOCKS}`);
  }
  if (reserved !== undefined && !(reserved >= 0 && reserved <= MAXIMUM_RESERVED_PERCENT)) {
    throw refused('reservedPercent', reserved, `is not 0 to ${MAXIMUM_RESERVED_PERCENT}`);
  }
}

function isWithin(value: number, minimum: number, maximum: number): boolean {
  return Number.isSafeInteger(value) && value >= minimum && value <= maximum;
}

function refused(option: string, value: number, reason: string): OpsError {
  return new OpsError('format-limit', `ext4 ${option}: ${value} ${reason}`, { details: { option } });
}
