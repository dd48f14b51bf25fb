import { BLOCK_MAP_SIZE, INODE_FLAGS } from '../inode.js';
import type { Extent } from '../extent.js';
import { BlockClaims } from '../reader/block-claims.js';
import { readBlockMap } from '../reader/block-map.js';
import { readExtents } from '../reader/extent-tree.js';
import type { StoredInode } from '../reader/inode-table.js';
import type { Volume } from '../reader/volume.js';

/** The blocks of an inode. */
export interface InodeBlocks {
  readonly written: readonly Extent[];
  /** Extents that have their blocks and no content. */
  readonly unwritten: readonly Extent[];
  /** Those of the tree over them. */
  readonly tree: readonly number[];
}

const NOTHING: InodeBlocks = { written: [], unwritten: [], tree: [] };

class TreeBlocks extends BlockClaims {
  readonly blocks: number[] = [];

  override claim(block: number, structure: string, blockSize: number): void {
    super.claim(block, structure, blockSize);
    this.blocks.push(block);
  }
}

/** @throws OpsError `format-corrupt` */
export function readInodeBlocks(volume: Volume, inode: StoredInode): InodeBlocks {
  if (!hasBlocks(inode)) return NOTHING;
  const claims = new TreeBlocks();
  const unwritten: Extent[] = [];
  const isTree = (inode.fields.flags & INODE_FLAGS.extents) !== 0;
  const written = isTree ? readExtents(volume, inode, claims, unwritten) : readBlockMap(volume, inode, claims);
  return { written, unwritten, tree: claims.blocks };
}

export function countBlocks({ written, unwritten, tree }: InodeBlocks): number {
  return [...written, ...unwritten].reduce((sum, { length }) => sum + length, tree.length);
}

function hasBlocks({ kind, fields }: StoredInode): boolean {
  const { flags, size } = fields;
  if ((flags & INODE_FLAGS.inlineData) !== 0) return false;
  if (kind === 'symlink') return (flags & INODE_FLAGS.extents) !== 0 || size >= BLOCK_MAP_SIZE;
  return kind === 'file' || kind === 'directory';
}
