import { OpsError } from '../../core/errors.js';
import { formatSize, suggestSize } from '../../core/size.js';
import type { DirectoryNode } from '../tree.js';
import { BLOCK_SIZE } from './constants.js';
import type { TfsLoss } from './losses.js';
import { checkOptions, type TfsOptions } from './options.js';
import { layOutVolume, smallestSize, type VolumeLayout } from './volume-layout.js';

/** A computed layout. Nothing has been written yet. */
export interface TfsPlan<Content> {
  /** Bytes of the volume as asked for. */
  readonly size: number;
  readonly blockSize: number;
  readonly blockCount: number;
  /** Blocks that nothing stands on; a guest keeps 2048 of them for its log. */
  readonly freeBlocks: number;
  /** What the writer will have written in the end: the total for a progress bar. */
  readonly bytesToWrite: number;
  /** What of the tree will not be on the volume. */
  readonly losses: readonly TfsLoss[];
  /** For the writer. */
  readonly layout: VolumeLayout<Content>;
}

/**
 * Lays out a volume that holds `root` and all below it.
 *
 * @throws OpsError `volume-too-small` with details `{ needed }`, the smallest size in bytes that is large enough;
 * `format-limit` for options that TFS cannot have; `name-invalid` and `source-unsupported` for trees that it cannot hold
 */
export function planTfs<Content>(root: DirectoryNode<Content>, options: TfsOptions): TfsPlan<Content> {
  checkOptions(options);
  const { size } = options;
  const layout = layOutVolume(root, options);
  const needed = smallestSize(layout);
  if (size < needed) throw tooSmall(size, needed);
  const { dataBlocks, end, log, losses } = layout;
  const blockCount = Math.floor(size / BLOCK_SIZE);
  const logBytes = log.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return {
    size,
    blockSize: BLOCK_SIZE,
    blockCount,
    freeBlocks: blockCount - end,
    bytesToWrite: dataBlocks * BLOCK_SIZE + logBytes,
    losses,
    layout,
  };
}

/**
 * The smallest size in bytes that {@link planTfs} takes for `root` and on which a guest can write `freeBytes` more.
 * @throws OpsError as {@link planTfs} does
 */
export function minimumTfsSize<Content>(
  root: DirectoryNode<Content>,
  options: Omit<TfsOptions, 'size'>,
  freeBytes = 0,
): number {
  checkOptions({ ...options, size: 0 });
  return smallestSize(layOutVolume(root, options), freeBytes);
}

function tooSmall(size: number, needed: number): OpsError {
  const reason = `${formatSize(size)} is too small for the files: they need ${formatSize(needed)}`;
  return new OpsError('volume-too-small', `TFS: ${reason}`, {
    hint: `a size of ${suggestSize(needed)} is enough; more leaves room to write`,
    details: { needed },
  });
}
