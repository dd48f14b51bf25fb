import type { DirectoryNode, FileNode } from '../tree.js';
import { BLOCK_SIZE, EXTENSION_BLOCKS, RESERVED_BLOCKS } from './constants.js';
import { measureFile } from './file-extents.js';
import { takeInventory } from './inventory.js';
import { LogBuilder, type BuiltExtension } from './log/log-builder.js';
import type { TfsLoss } from './losses.js';
import type { TfsOptions } from './options.js';
import { TreeDescriber } from './tree-describer.js';
import { TupleEncoder } from './tuple/index.js';

/** The first extension of the log stands behind sector 0, the contents of files behind it, the rest of the log last. */
const FIRST_EXTENSION = 1;
const FIRST_DATA_BLOCK = FIRST_EXTENSION + EXTENSION_BLOCKS;

/** Where everything of a volume is. The size of the volume makes no difference to it. */
export interface VolumeLayout<Content> {
  readonly files: readonly FileNode<Content>[];
  /** The block where the data of each file begins; its blocks follow each other. */
  readonly starts: ReadonlyMap<FileNode<Content>, number>;
  /** All of the log, sector 0 first. */
  readonly log: readonly BuiltExtension[];
  readonly dataBlocks: number;
  /** Behind the last block in use. */
  readonly end: number;
  readonly losses: readonly TfsLoss[];
}

/** @throws OpsError `name-invalid`, `source-unsupported`, `format-limit` for trees that TFS cannot hold */
export function layOutVolume<Content>(
  root: DirectoryNode<Content>,
  { uuid, label = new Uint8Array(0), manifest, numbers }: Omit<TfsOptions, 'size'>,
): VolumeLayout<Content> {
  const inventory = takeInventory(root);
  const { files, losses } = inventory;
  const starts = new Map<FileNode<Content>, number>();
  let dataEnd = FIRST_DATA_BLOCK;
  for (const file of files) {
    starts.set(file, dataEnd);
    dataEnd += measureFile(file).blocks;
  }
  const placeOf = (extension: number): number =>
    extension === 0 ? FIRST_EXTENSION : dataEnd + (extension - 1) * EXTENSION_BLOCKS;
  const builder = new LogBuilder({ uuid, label }, placeOf);
  for (const record of new TreeDescriber(new TupleEncoder(numbers), inventory, starts).describe(manifest)) {
    builder.add(record);
  }
  const log = builder.finish();
  // Sector 0 and the first extension stand before the data.
  const end = dataEnd + (log.length - 2) * EXTENSION_BLOCKS;
  return { files, starts, log, dataBlocks: dataEnd - FIRST_DATA_BLOCK, end, losses };
}

/** The smallest size in bytes on which a guest can still write `freeBytes`, and one block at least. */
export function smallestSize({ end }: VolumeLayout<unknown>, freeBytes = 0): number {
  return (end + RESERVED_BLOCKS + Math.max(1, Math.ceil(freeBytes / BLOCK_SIZE))) * BLOCK_SIZE;
}
