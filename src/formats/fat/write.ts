import { MIB } from '../../core/size.js';
import type { ByteTarget, ContentSource } from '../tree.js';
import { encodeReserved } from './boot-sector.js';
import { encodeDirectory, encodeRoot } from './encode-directory.js';
import { clusterStart, FIRST_CLUSTER, SECTOR_SIZE, TABLE_COPIES } from './geometry.js';
import type { PlacedFile } from './placement.js';
import type { FatPlan } from './plan.js';
import { tablePieces } from './table.js';

const CHUNK_SIZE = MIB;

/**
 * Writes the volume that was planned, from its start to its end: boot sector, both tables, directories, then the contents
 * of files as they are read from `source`. What stays zero is never written.
 *
 * @returns a generator that yields the bytes written so far after each piece of at most 1 MiB; between two steps the
 * caller may do as it likes, and may stop
 * @throws whatever `source` and `target` throw
 */
export function* writeFat<Content>(
  plan: FatPlan<Content>,
  source: ContentSource<Content>,
  target: ByteTarget,
): Generator<number, void, undefined> {
  let written = 0;
  const write = (position: number, bytes: Uint8Array): number => {
    target.write(position, bytes);
    return (written += bytes.length);
  };
  const { geometry, placement, options } = plan;
  yield write(0, encodeReserved(geometry, options, placement.usedClusters));
  for (let copy = 0; copy < TABLE_COPIES; copy++) {
    let position = (geometry.reservedSectors + copy * geometry.tableSectors) * SECTOR_SIZE;
    for (const piece of tablePieces(geometry.type, chainLengths(plan))) {
      yield write(position, piece);
      position += piece.length;
    }
  }
  for (const { position, bytes } of directoryPieces(plan)) yield write(position, bytes);
  const buffer = new Uint8Array(CHUNK_SIZE);
  for (const file of placement.files) {
    const start = clusterStart(geometry, file.firstCluster);
    for (const { position, bytes } of filePieces(file, source, buffer)) yield write(start + position, bytes);
  }
}

interface Piece {
  readonly position: number;
  readonly bytes: Uint8Array;
}

function* chainLengths({ placement }: FatPlan<unknown>): Generator<number, void, undefined> {
  for (const { clusters } of placement.directories) yield clusters;
  for (const { clusters } of placement.files) yield clusters;
}

function* directoryPieces({ geometry, placement, options }: FatPlan<unknown>): Generator<Piece, void, undefined> {
  const { directories } = placement;
  for (const [index, directory] of directories.entries()) {
    const isRoot = index === 0;
    // The root is 0 to those within it, wherever it is.
    const parent = directory.parent === 0 ? 0 : (directories[directory.parent]?.firstCluster ?? 0);
    const bytes = isRoot ? encodeRoot(directory, options) : encodeDirectory(directory, parent, options.created);
    const isOutside = directory.firstCluster < FIRST_CLUSTER;
    yield { position: isOutside ? geometry.rootStart : clusterStart(geometry, directory.firstCluster), bytes };
  }
}

/** The data of a file, holes left out. */
function* filePieces<Content>(
  { node }: PlacedFile<Content>,
  source: ContentSource<Content>,
  buffer: Uint8Array,
): Generator<Piece, void, undefined> {
  for (const { start, length } of node.data ?? [{ start: 0, length: node.size }]) {
    for (let done = 0; done < length; done += CHUNK_SIZE) {
      const bytes = buffer.subarray(0, Math.min(CHUNK_SIZE, length - done));
      source.read(node, start + done, bytes);
      yield { position: start + done, bytes };
    }
  }
}
