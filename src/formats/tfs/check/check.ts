import { Findings } from '../../ext4/check/findings.js';
import type { CheckProgress, CheckResult } from '../../ext4/check/index.js';
import type { RandomAccess } from '../../random-access.js';
import { BLOCK_SIZE } from '../constants.js';
import { readLog } from '../log/log-reader.js';
import { NodeReader } from '../reader/node-reader.js';
import { BlockClaims } from './block-claims.js';
import { checkFirstSector, checkLog } from './check-log.js';
import { TreeCheck } from './check-tree.js';

/**
 * Looks at all of a TFS volume that is in use: its log, every file that has a name, and whose blocks are whose. Damage is
 * what it returns; behind damage to the log nothing is looked at, since a guest would not mount the volume.
 *
 * @throws OpsError `format-unsupported` for a version that it does not know, and what `image` throws
 */
export function* checkTfs(image: RandomAccess): Generator<CheckProgress, CheckResult> {
  const findings = new Findings();
  checkFirstSector(image, findings);
  const log = findings.attempt(() => readLog(image));
  if (log) {
    const claims = new BlockClaims();
    checkLog(log, claims, findings);
    const blockCount = Math.floor(image.size / BLOCK_SIZE);
    yield* new TreeCheck(new NodeReader(log.tuples, blockCount), blockCount, claims, findings).check(log.root);
    claims.check(findings);
  }
  const { list, truncated } = findings;
  return { clean: list.length === 0, findings: list, truncated, replayed: false };
}
