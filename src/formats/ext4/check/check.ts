import type { RandomAccess } from '../../random-access.js';
import { replayJournal } from '../reader/journal-replay.js';
import { NodeReader } from '../reader/node-reader.js';
import { openVolume, type Volume } from '../reader/volume.js';
import { BlockUsage } from './block-usage.js';
import { checkBackups } from './check-backups.js';
import { DirectoryCheck } from './check-directories.js';
import { GroupCheck } from './check-groups.js';
import { InodeCheck } from './check-inodes.js';
import { checkSuperblock } from './check-superblock.js';
import { type Finding, Findings } from './findings.js';
import { claimFixed } from './fixed-structures.js';

/** Steps that are done, of those that are known to come. */
export interface CheckProgress {
  readonly done: number;
  readonly total: number;
}

export interface CheckResult {
  /** Nothing was found. */
  readonly clean: boolean;
  /** The first hundred. */
  readonly findings: readonly Finding[];
  /** Whether there are more. */
  readonly truncated: boolean;
  /** Whether the journal had something in it: the volume was judged as the next mount will have it. */
  readonly replayed: boolean;
}

/**
 * Looks at every structure of an ext2, ext3 or ext4 volume that is in use: checksums, inodes and their blocks,
 * directories, links, bitmaps, counts and the backups of the superblock. Damage is what it returns.
 *
 * @throws OpsError `format-unsupported` for features that it does not know, and what `image` throws
 */
export function* checkExt4(image: RandomAccess): Generator<CheckProgress, CheckResult> {
  const findings = new Findings();
  const opened = findings.attempt(() => openVolume(image));
  const volume = opened && (findings.attempt(() => replayJournal(opened)) ?? opened);
  if (volume) yield* checkVolume(volume, findings);
  const { list, truncated } = findings;
  return { clean: list.length === 0, findings: list, truncated, replayed: volume !== opened };
}

function* checkVolume(volume: Volume, findings: Findings): Generator<CheckProgress, void> {
  const { geometry } = volume;
  checkSuperblock(volume, findings);
  const total = 3 * geometry.groupCount;
  const nodes = new NodeReader(volume);
  const groups = Array.from({ length: geometry.groupCount }, (_, group) =>
    findings.attempt(() => {
      nodes.groups.inodeTable(group);
      return nodes.groups.read(group);
    }),
  );
  const usage = new BlockUsage(volume, findings);
  claimFixed(volume, groups, usage);
  usage.endFixed();
  const inodes = new InodeCheck(nodes, groups, usage, findings);
  for (let group = 0; group < geometry.groupCount; group++) {
    inodes.checkGroup(group);
    yield { done: group, total };
  }
  inodes.finish();
  yield* new DirectoryCheck(nodes, inodes, findings).check({ done: geometry.groupCount, total });
  const check = new GroupCheck(nodes, groups, usage, inodes, findings);
  for (let group = 0; group < geometry.groupCount; group++) {
    check.checkGroup(group);
    yield { done: 2 * geometry.groupCount + group, total };
  }
  check.checkSums();
  checkBackups(volume, findings);
}
