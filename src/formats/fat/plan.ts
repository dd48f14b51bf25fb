import { OpsError } from '../../core/errors.js';
import { formatSize, KIB, MIB, suggestSize } from '../../core/size.js';
import type { DirectoryNode } from '../tree.js';
import { alignUp, chooseGeometry, type FatGeometry, type FatType } from './geometry.js';
import { type DirectoryRecord, takeInventory } from './inventory.js';
import { checkOptions, type FatOptions } from './options.js';
import { countClusters, type Placement, placeTree } from './placement.js';

/** A computed layout. Nothing has been written yet. */
export interface FatPlan<Content> {
  /** Bytes. */
  readonly size: number;
  readonly type: FatType;
  readonly clusterSize: number;
  readonly clusterCount: number;
  readonly freeClusters: number;
  readonly options: FatOptions;
  /** For the writer. */
  readonly geometry: FatGeometry;
  /** For the writer. */
  readonly placement: Placement<Content>;
}

const SMALLEST_SIZE = 2 * MIB;
const SIZE_STEP = 16 * KIB;

/**
 * Lays out a volume that holds `root` and all below it. Owners, permissions but that of writing, extended attributes and
 * hard links are not kept: the format has none.
 *
 * @throws OpsError `volume-too-small` with details `{ needed }`, a size in bytes that is large enough; `format-limit` for
 * options and files that FAT cannot have; `name-invalid` and `source-unsupported` for names and kinds of files it has not
 */
export function planFat<Content>(root: DirectoryNode<Content>, options: FatOptions): FatPlan<Content> {
  checkOptions(options);
  const directories = takeInventory(root, options.label !== undefined);
  const geometry = fit(directories, options.size);
  if (!geometry) throw tooSmall(options.size, findSize(directories));
  const placement = placeTree(directories, geometry);
  const { type, clusterSize, clusterCount } = geometry;
  const freeClusters = clusterCount - placement.usedClusters;
  return { size: options.size, type, clusterSize, clusterCount, freeClusters, options, geometry, placement };
}

/**
 * A size in bytes that {@link planFat} takes for `root`: the smallest, or little more, and 2 MiB at least.
 * @throws OpsError as {@link planFat} does
 */
export function minimumFatSize<Content>(root: DirectoryNode<Content>, options: Omit<FatOptions, 'size'>): number {
  checkOptions({ ...options, size: SMALLEST_SIZE });
  return findSize(takeInventory(root, options.label !== undefined));
}

/** The geometry of a volume that has room for all, if it does. */
function fit(directories: readonly DirectoryRecord<unknown>[], size: number): FatGeometry | undefined {
  const geometry = chooseGeometry(size, directories[0]?.slots ?? 0);
  return geometry && countClusters(directories, geometry) <= geometry.clusterCount ? geometry : undefined;
}

function findSize(directories: readonly DirectoryRecord<unknown>[]): number {
  let size = SMALLEST_SIZE;
  while (!fit(directories, size)) {
    const geometry = chooseGeometry(size, directories[0]?.slots ?? 0);
    const missing = geometry ? countClusters(directories, geometry) - geometry.clusterCount : 0;
    // No table is counted in: what it takes is missing at the next look, which is less each time.
    size += Math.max(SIZE_STEP, alignUp(missing * (geometry?.clusterSize ?? 0), SIZE_STEP));
    checkOptions({ size, serial: 0, created: { seconds: 0, nanoseconds: 0 } });
  }
  return size;
}

function tooSmall(size: number, needed: number): OpsError {
  const reason = `${formatSize(size)} is too small for the files: they need ${formatSize(needed)}`;
  return new OpsError('volume-too-small', `FAT: ${reason}`, {
    hint: `a size of ${suggestSize(needed)} is enough`,
    details: { needed },
  });
}
