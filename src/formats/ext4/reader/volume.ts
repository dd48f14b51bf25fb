import type { RandomAccess } from '../../random-access.js';
import { volumeSeed } from '../checksum.js';
import { INCOMPAT } from '../features.js';
import { decodeSuperblock, type Superblock, SUPERBLOCK_OFFSET, SUPERBLOCK_SIZE } from '../superblock.js';
import { corrupt } from './damage.js';
import { type ReadableFeatures, readFeatures } from './readable-features.js';
import { type JournalCopy, VolumeBlocks } from './volume-blocks.js';
import { readGeometry, type VolumeGeometry } from './volume-geometry.js';

/** A volume whose superblock is understood: what all structures of it are read with. */
export interface Volume {
  readonly image: RandomAccess;
  readonly superblock: Superblock;
  readonly features: ReadableFeatures;
  readonly geometry: VolumeGeometry;
  readonly blocks: VolumeBlocks;
  /** What checksums start from. */
  readonly seed: number;
}

/** @throws OpsError `format-corrupt`, `format-unsupported` */
export function openVolume(image: RandomAccess): Volume {
  const bytes = image.read(SUPERBLOCK_OFFSET, SUPERBLOCK_SIZE);
  if (bytes.length < SUPERBLOCK_SIZE) {
    throw corrupt('superblock', SUPERBLOCK_OFFSET, `the image ends after ${image.size} bytes`);
  }
  return describe(image, bytes, new Map());
}

/** The volume as it is with the journal's `copies`, of which its superblock may be one. */
export function reopenVolume({ image, blocks }: Volume, copies: ReadonlyMap<number, JournalCopy>): Volume {
  const bytes = new Uint8Array(SUPERBLOCK_SIZE);
  blocks.withCopies(copies).readInto(0, SUPERBLOCK_OFFSET, bytes, 'superblock');
  const volume = describe(image, bytes, copies);
  if (volume.geometry.blockSize === blocks.blockSize) return volume;
  throw corrupt('superblock', SUPERBLOCK_OFFSET, 'its copy in the journal has another block size');
}

function describe(image: RandomAccess, bytes: Uint8Array, copies: ReadonlyMap<number, JournalCopy>): Volume {
  const superblock = decodeSuperblock(bytes);
  const features = readFeatures(superblock);
  const geometry = readGeometry(superblock, image.size);
  const hasSeed = (superblock.incompat & INCOMPAT.metadata_csum_seed) !== 0;
  const seed = hasSeed ? superblock.checksumSeed : volumeSeed(superblock.uuid);
  const blocks = new VolumeBlocks(image, geometry.blockSize, geometry.blockCount, copies);
  return { image, superblock, features, geometry, blocks, seed };
}
