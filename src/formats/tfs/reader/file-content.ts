import { indexOfRun } from '../../ext4/reader/file-runs.js';
import type { RandomAccess } from '../../random-access.js';
import { BLOCK_SIZE } from '../constants.js';
import { corrupt } from '../damage.js';
import type { Tuple } from '../tuple/index.js';
import { readExtents, readLength, type StoredExtent } from './stored-extents.js';

/** What a file holds. */
export interface FileContent {
  readonly size: number;
  /** Those that are not zeros, ascending. */
  readonly extents: readonly StoredExtent[];
}

/** @throws OpsError `format-corrupt` */
export function openContent(file: Tuple, blockCount: number): FileContent {
  const extents = readExtents(file, blockCount).filter(({ uninitialised }) => !uninitialised);
  return { size: readLength(file), extents };
}

/** Fills `into` from byte `position`, as far as the content goes. @returns how many bytes there were */
export function readContent(image: RandomAccess, content: FileContent, position: number, into: Uint8Array): number {
  const length = Math.max(0, Math.min(into.length, content.size - position));
  const target = into.subarray(0, length);
  const { extents } = content;
  let filled = 0;
  let index = indexOfRun(extents, Math.floor(position / BLOCK_SIZE));
  for (let extent = extents[index]; extent; extent = extents[++index]) {
    const start = extent.logical * BLOCK_SIZE - position;
    const from = Math.max(start, 0);
    if (from >= length) break;
    const end = Math.min(start + extent.length * BLOCK_SIZE, length);
    target.fill(0, filled, from);
    readImage(image, extent.start * BLOCK_SIZE + from - start, target.subarray(from, end));
    filled = end;
  }
  target.fill(0, filled);
  return length;
}

function readImage(image: RandomAccess, position: number, into: Uint8Array): void {
  const bytes = image.read(position, into.length);
  if (bytes.length !== into.length) throw corrupt('file content', position, 'the volume ends within it');
  into.set(bytes);
}
