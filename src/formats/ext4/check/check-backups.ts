import { compareBytes } from '../../binary/bytes.js';
import { groupStart } from '../group-counts.js';
import type { Volume } from '../reader/volume.js';
import { decodeSuperblock, type Superblock } from '../superblock.js';
import { Findings } from './findings.js';
import { makeHasBackup } from './fixed-structures.js';

/** What no kernel ever changes without changing the backups. */
const FIXED_FIELDS = [
  'inodeCount',
  'blockCount',
  'blocksPerGroup',
  'inodesPerGroup',
  'logBlockSize',
  'inodeSize',
] as const satisfies readonly (keyof Superblock)[];

/** Checks the copies of the superblock, which are what repairs a volume whose first one is lost. */
export function checkBackups(volume: Volume, findings: Findings): void {
  const { geometry } = volume;
  const hasBackup = makeHasBackup(volume);
  for (let group = 1; group < geometry.groupCount; group++) if (hasBackup(group)) checkBackup(volume, group, findings);
}

function checkBackup({ geometry, blocks, superblock }: Volume, group: number, findings: Findings): void {
  const structure = `superblock backup ${group}`;
  const offset = groupStart(geometry, group) * geometry.blockSize;
  const own = new Findings();
  const copy = own.attempt(() => decodeSuperblock(blocks.read(groupStart(geometry, group), structure)));
  for (const { problem } of own.list) findings.add(structure, offset, problem);
  if (!copy) return;
  for (const field of FIXED_FIELDS) {
    if (copy[field] === superblock[field]) continue;
    findings.add(structure, offset, `its ${field} is ${copy[field]}, the volume's ${superblock[field]}`);
  }
  if (compareBytes(copy.uuid, superblock.uuid) !== 0) findings.add(structure, offset, 'its UUID is another one');
}
