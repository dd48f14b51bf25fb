/** The three feature sets of the superblock: a word each, a bit per feature, named as `dumpe2fs` names them. */
export interface Features {
  /** A kernel that does not know one may still read and write. */
  readonly compat: number;
  /** A kernel that does not know one must not mount. */
  readonly incompat: number;
  /** A kernel that does not know one may only read. */
  readonly roCompat: number;
}

export const COMPAT = {
  dir_prealloc: 0x1,
  imagic_inodes: 0x2,
  has_journal: 0x4,
  ext_attr: 0x8,
  resize_inode: 0x10,
  dir_index: 0x20,
  sparse_super2: 0x200,
  fast_commit: 0x400,
  stable_inodes: 0x800,
  orphan_file: 0x1000,
} as const;

export const INCOMPAT = {
  compression: 0x1,
  filetype: 0x2,
  needs_recovery: 0x4,
  journal_dev: 0x8,
  meta_bg: 0x10,
  extent: 0x40,
  '64bit': 0x80,
  mmp: 0x100,
  flex_bg: 0x200,
  ea_inode: 0x400,
  dirdata: 0x1000,
  metadata_csum_seed: 0x2000,
  large_dir: 0x4000,
  inline_data: 0x8000,
  encrypt: 0x10000,
  casefold: 0x20000,
} as const;

export const RO_COMPAT = {
  sparse_super: 0x1,
  large_file: 0x2,
  btree_dir: 0x4,
  huge_file: 0x8,
  uninit_bg: 0x10,
  dir_nlink: 0x20,
  extra_isize: 0x40,
  snapshot: 0x80,
  quota: 0x100,
  bigalloc: 0x200,
  metadata_csum: 0x400,
  replica: 0x800,
  read_only: 0x1000,
  project: 0x2000,
  shared_blocks: 0x4000,
  verity: 0x8000,
  orphan_present: 0x10000,
} as const;

/** What `mke2fs -t ext4` sets on every volume; `has_journal` and `resize_inode` depend on its size. */
export const WRITTEN_FEATURES: Features = {
  compat: COMPAT.ext_attr | COMPAT.dir_index,
  incompat: INCOMPAT.filetype | INCOMPAT.extent | INCOMPAT['64bit'] | INCOMPAT.flex_bg,
  roCompat:
    RO_COMPAT.sparse_super |
    RO_COMPAT.large_file |
    RO_COMPAT.huge_file |
    RO_COMPAT.dir_nlink |
    RO_COMPAT.extra_isize |
    RO_COMPAT.metadata_csum,
};

/** The names of all set bits; one without a name reads `FEATURE_C12`, `FEATURE_I21`, `FEATURE_R30`. */
export function featureNames({ compat, incompat, roCompat }: Features): string[] {
  return [...namesOf(compat, COMPAT, 'C'), ...namesOf(incompat, INCOMPAT, 'I'), ...namesOf(roCompat, RO_COMPAT, 'R')];
}

function namesOf(set: number, bits: Readonly<Record<string, number>>, letter: string): string[] {
  const names = new Map(Object.entries(bits).map(([name, bit]) => [bit, name]));
  return Array.from({ length: 32 }, (_, index) => index)
    .filter((index) => (set >>> index) & 1)
    .map((index) => names.get(2 ** index) ?? `FEATURE_${letter}${index}`);
}
