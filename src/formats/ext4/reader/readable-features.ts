import { COMPAT, featureNames, INCOMPAT, RO_COMPAT } from '../features.js';
import type { Superblock } from '../superblock.js';
import { unsupported } from './damage.js';

/** What the reader understands of the features that forbid a kernel to mount when it does not. */
const READABLE =
  INCOMPAT.filetype |
  INCOMPAT.needs_recovery |
  INCOMPAT.meta_bg |
  INCOMPAT.extent |
  INCOMPAT['64bit'] |
  INCOMPAT.mmp |
  INCOMPAT.flex_bg |
  INCOMPAT.ea_inode |
  INCOMPAT.metadata_csum_seed |
  INCOMPAT.large_dir |
  INCOMPAT.inline_data |
  INCOMPAT.encrypt |
  INCOMPAT.casefold;

const CHECKSUM_CRC32C = 1;

export interface ReadableFeatures {
  readonly checksums: boolean;
  /** Descriptors have the older checksums of 16 bits. */
  readonly shortChecksums: boolean;
  readonly is64Bit: boolean;
  readonly hasFileTypes: boolean;
  readonly hasLargeDirectories: boolean;
  readonly hasProjects: boolean;
  readonly needsRecovery: boolean;
}

/** @throws OpsError `format-unsupported` naming every feature that cannot be read */
export function readFeatures(superblock: Superblock): ReadableFeatures {
  const { compat, incompat, roCompat } = superblock;
  const unknown = featureNames({ compat: 0, incompat: incompat & ~READABLE, roCompat: 0 });
  const checksums = (roCompat & RO_COMPAT.metadata_csum) !== 0;
  if (checksums && superblock.checksumType !== CHECKSUM_CRC32C) {
    unknown.push(`metadata_csum of type ${superblock.checksumType}`);
  }
  const hasBackupList = (compat & COMPAT.sparse_super2) !== 0;
  if ((incompat & INCOMPAT.meta_bg) !== 0 && hasBackupList) unknown.push('meta_bg with sparse_super2');
  if (unknown.length > 0) throw unsupported('ext4', unknown);
  return {
    checksums,
    shortChecksums: !checksums && (roCompat & RO_COMPAT.uninit_bg) !== 0,
    is64Bit: (incompat & INCOMPAT['64bit']) !== 0,
    hasFileTypes: (incompat & INCOMPAT.filetype) !== 0,
    hasLargeDirectories: (incompat & INCOMPAT.large_dir) !== 0,
    hasProjects: (roCompat & RO_COMPAT.project) !== 0,
    needsRecovery: (incompat & INCOMPAT.needs_recovery) !== 0,
  };
}
