import { COMPAT } from '../features.js';
import type { Volume } from '../reader/volume.js';
import { STATE, SUPERBLOCK_OFFSET } from '../superblock.js';
import type { Findings } from './findings.js';

/** Checks what a superblock says against itself; its numbers were found to be possible when it was opened. */
export function checkSuperblock({ superblock }: Volume, findings: Findings): void {
  const { state, compat, journalInode, journalDevice, reservedDescriptorBlocks } = superblock;
  const report = (problem: string): void => {
    findings.add('superblock', SUPERBLOCK_OFFSET, problem);
  };
  if ((state & STATE.errors) !== 0) report('a kernel found damage and noted it here');
  const hasJournal = (compat & COMPAT.has_journal) !== 0;
  if (hasJournal && journalInode === 0 && journalDevice === 0) report('its journal is nowhere');
  if (!hasJournal && journalInode !== 0) report(`names inode ${journalInode} as its journal, and has none`);
  if ((compat & COMPAT.resize_inode) === 0 && reservedDescriptorBlocks !== 0) {
    report(`keeps ${reservedDescriptorBlocks} blocks for resizing, and cannot be resized`);
  }
}
