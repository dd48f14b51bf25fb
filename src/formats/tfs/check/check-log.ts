import type { Findings } from '../../ext4/check/findings.js';
import { isBootSector } from '../../boot-sector.js';
import type { RandomAccess } from '../../random-access.js';
import { BLOCK_SIZE } from '../constants.js';
import type { StoredLog } from '../log/log-reader.js';
import type { BlockClaims } from './block-claims.js';

/** A volume that is one disk must not look like a disk with partitions. */
export function checkFirstSector(image: RandomAccess, findings: Findings): void {
  if (!isBootSector(image.read(0, BLOCK_SIZE))) return;
  findings.add('sector 0', 510, 'ends as a boot sector does: a guest takes the disk for its root');
}

/** Looks at what a log that could be read says of itself, and claims its blocks. */
export function checkLog({ uuid, extensions }: StoredLog, claims: BlockClaims, findings: Findings): void {
  if (uuid.every((byte) => byte === 0)) findings.add('sector 0', 0, 'its UUID is all zeros');
  for (const { sector, length, statedLength } of extensions) {
    const structure = `log extension ${sector}`;
    const offset = sector * BLOCK_SIZE;
    claims.add({ start: sector, end: sector + length, structure, offset });
    if (statedLength === length) continue;
    findings.add(structure, offset, `says to have ${statedLength} sectors, and has ${length}`);
  }
}
