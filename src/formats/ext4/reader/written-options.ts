import { OpsError } from '../../../core/errors.js';
import { BLOCK_SIZES } from '../defaults.js';
import { COMPAT, featureNames, type Features, INCOMPAT, RO_COMPAT, WRITTEN_FEATURES } from '../features.js';
import { HASH_HALF_MD4 } from '../htree.js';
import { INODE_SIZE } from '../inode.js';
import { JOURNAL_INODE } from '../journal.js';
import { type Ext4Options, type Ext4Settings, SETTINGS } from '../options.js';
import type { Superblock } from '../superblock.js';
import type { NodeReader } from './node-reader.js';

/** What depends on the size of a volume, on how it was left or on an option, and says nothing about who can write it. */
const OPTIONAL: Features = {
  compat: COMPAT.has_journal | COMPAT.resize_inode,
  incompat: INCOMPAT.needs_recovery,
  roCompat: RO_COMPAT.project,
};

/**
 * What a volume that the writer could have made was made with, so that it can be written again and is the same one.
 * @throws OpsError `format-unsupported` naming what the writer would add or leave out
 */
export function writtenOptions(reader: NodeReader): Required<Ext4Options> {
  const { superblock, features, geometry, image } = reader.volume;
  refuseOthers(superblock, geometry.blockSize);
  const { uuid, hashSeed, creationTime } = superblock;
  return {
    size: image.size,
    uuid,
    hashSeed,
    label: withoutZeros(superblock.label),
    created: { seconds: creationTime, nanoseconds: 0 },
    blockSize: geometry.blockSize,
    inodes: geometry.inodeCount,
    journalBlocks: countJournalBlocks(reader),
    reservedPercent: percentOf(superblock.reservedBlocks, geometry.blockCount),
    projects: features.hasProjects,
    settings: settingsOf(superblock),
  };
}

function refuseOthers({ compat, incompat, roCompat, inodeSize, hashVersion }: Superblock, blockSize: number): void {
  const surplus = featureNames({
    compat: compat & ~(WRITTEN_FEATURES.compat | OPTIONAL.compat),
    incompat: incompat & ~(WRITTEN_FEATURES.incompat | OPTIONAL.incompat),
    roCompat: roCompat & ~(WRITTEN_FEATURES.roCompat | OPTIONAL.roCompat),
  });
  const missing = featureNames({
    compat: WRITTEN_FEATURES.compat & ~compat,
    incompat: WRITTEN_FEATURES.incompat & ~incompat,
    roCompat: WRITTEN_FEATURES.roCompat & ~roCompat,
  });
  const reasons = [
    ...surplus.map((feature) => `with ${feature}`),
    ...missing.map((feature) => `without ${feature}`),
    ...(hashVersion === HASH_HALF_MD4 ? [] : ['with directories that are not hashed by half_md4']),
    ...(inodeSize === INODE_SIZE ? [] : [`with inodes of ${inodeSize} bytes`]),
    ...(BLOCK_SIZES.includes(blockSize) ? [] : [`with blocks of ${blockSize} bytes`]),
  ];
  if (reasons.length === 0) return;
  throw new OpsError('format-unsupported', `ext4: a file system ${reasons.join(', ')} can be read, not written`, {
    details: { surplus, missing },
  });
}

function settingsOf(superblock: Superblock): Ext4Settings {
  return Object.fromEntries(SETTINGS.map((field) => [field, superblock[field]])) as unknown as Ext4Settings;
}

function withoutZeros(label: Uint8Array): Uint8Array {
  const end = label.indexOf(0);
  return end < 0 ? label : label.slice(0, end);
}

function countJournalBlocks(reader: NodeReader): number {
  const { superblock, geometry } = reader.volume;
  if ((superblock.compat & COMPAT.has_journal) === 0) return 0;
  return Math.floor(reader.inode(JOURNAL_INODE).fields.size / geometry.blockSize);
}

/** A per cent of which the writer, which rounds down, makes the same count again; a whole number where there is one. */
function percentOf(reserved: number, blocks: number): number {
  const whole = Math.ceil((reserved * 100) / blocks);
  return Math.floor((blocks * whole) / 100) === reserved ? whole : ((reserved + 0.5) * 100) / blocks;
}
