import type { ByteTarget, ContentSource, DirectoryNode } from '../tree.js';
import { OpsError } from '../../core/errors.js';
import type { Ext4Options } from './options.js';

export type { Ext4Options } from './options.js';

/** A computed layout. Nothing has been written yet; the fields below are all that callers need. */
export interface Ext4Plan<Content> {
  readonly root: DirectoryNode<Content>;
  /** Bytes of the volume as asked for. The last block that is written may end before it. */
  readonly size: number;
  readonly blockSize: number;
  readonly blockCount: number;
  readonly freeBlocks: number;
  readonly inodeCount: number;
  readonly freeInodes: number;
  /** What {@link writeExt4} will have written in the end: the total for a progress bar. */
  readonly bytesToWrite: number;
}

/** @throws OpsError `volume-too-small` with details `{ needed: bytes }`, `format-limit`, `source-unsupported` */
export function planExt4<Content>(_root: DirectoryNode<Content>, _options: Ext4Options): Ext4Plan<Content> {
  throw new OpsError('unsupported', 'ext4: being written');
}

/** The smallest size in bytes that {@link planExt4} takes for `root`, free space not counted. */
export function minimumExt4Size<Content>(_root: DirectoryNode<Content>, _options: Omit<Ext4Options, 'size'>): number {
  throw new OpsError('unsupported', 'ext4: being written');
}

/** Yields the bytes written so far after about each MiB. Ranges that stay zero are never written. */
export function writeExt4<Content>(
  _plan: Ext4Plan<Content>,
  _source: ContentSource<Content>,
  _target: ByteTarget,
): Generator<number, void, undefined> {
  throw new OpsError('unsupported', 'ext4: being written');
}

/** What a volume says of itself. */
export interface Ext4Summary {
  readonly label: Uint8Array;
  readonly uuid: Uint8Array;
  readonly blockSize: number;
  readonly blockCount: number;
  readonly freeBlocks: number;
  readonly inodeCount: number;
  readonly freeInodes: number;
  /** Cleanly unmounted, without a journal to replay and without recorded errors. */
  readonly clean: boolean;
  /** As `dumpe2fs` names them; a bit without a name reads as `FEATURE_I17` does there. */
  readonly features: readonly string[];
}

/**
 * Reads the superblock from a volume's first 2048 bytes or more.
 * @throws OpsError `format-corrupt` when it is none (magic), then when it is damaged (checksum)
 */
export function openExt4Superblock(_volume: Uint8Array): Ext4Summary {
  throw new OpsError('unsupported', 'ext4: being written');
}
