import { BlockClaims } from './block-claims.js';
import { unsupported } from './damage.js';
import { readFileRuns } from './file-runs.js';
import { GroupTable } from './group-table.js';
import { InodeTable } from './inode-table.js';
import { JournalLog } from './journal-log.js';
import { isCopyWhole, readTransactions, type Transaction } from './journal-transactions.js';
import type { JournalCopy } from './volume-blocks.js';
import { reopenVolume, type Volume } from './volume.js';

/**
 * A volume as the next mount would have it: where it needs recovery, what its journal has committed stands over its
 * blocks. Only the places of copies are kept, never more of them than the journal has blocks.
 * @throws OpsError `format-corrupt` for a damaged journal, `format-unsupported` for one on another device
 */
export function replayJournal(volume: Volume): Volume {
  const { superblock, features } = volume;
  if (!features.needsRecovery) return volume;
  if (superblock.journalInode === 0) throw unsupported('ext4', ['journal on another device']);
  const inode = new InodeTable(volume, new GroupTable(volume)).read(superblock.journalInode);
  const runs = readFileRuns(volume, inode, new BlockClaims());
  const log = new JournalLog(volume, runs, inode.fields.size);
  if (log.start === 0) return volume;
  return reopenVolume(volume, placeCopies(volume, log, readTransactions(log)));
}

function placeCopies({ image, geometry }: Volume, log: JournalLog, transactions: readonly Transaction[]) {
  // Sequences may wrap: transactions are counted from the oldest.
  const revoked = new Map<number, number>();
  for (const [age, transaction] of transactions.entries()) {
    for (const block of transaction.revoked) revoked.set(block, age);
  }
  const imageBlocks = Math.floor(image.size / geometry.blockSize);
  const copies = new Map<number, JournalCopy>();
  for (const [age, { sequence, tags }] of transactions.entries()) {
    for (const tag of tags) {
      const { block, index, escaped } = tag;
      if ((revoked.get(block) ?? -1) >= age) continue;
      if (block >= imageBlocks) throw log.corrupt(index, `has a copy of block ${block}, which is not in the image`);
      if (!isCopyWhole(log, sequence, tag)) throw log.corrupt(index, `its copy of block ${block} is damaged`);
      copies.set(block, { block: log.locate(index), escaped });
    }
  }
  return copies;
}
