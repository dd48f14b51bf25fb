import type { FileAttributes, Timestamp } from '../tree.js';
import type { Allocation } from './allocation.js';
import { inodeSeed } from './checksum.js';
import { type Attribute, encodeInodeAttributes } from './extended-attribute.js';
import { encodeExtentTree } from './extent.js';
import type { Geometry } from './geometry.js';
import { encodeInode, INODE_EXTRA_SIZE, INODE_FLAGS, INODE_SIZE, sealInode } from './inode.js';
import { type Output, OutputStream } from './output.js';
import { encodeTimestamp } from './timestamp.js';

const SECTOR_SIZE = 512;

/** What an inode says beside its owner's attributes. */
export interface InodeBody {
  /** Type and permissions. */
  readonly mode: number;
  readonly links: number;
  /** Bytes of content. */
  readonly size: number;
  /** Blocks of every kind that belong to the inode. */
  readonly blocks: number;
  readonly flags: number;
  readonly blockMap: Uint8Array;
  /** The block with attributes, which {@link blocks} counts; 0 for none. */
  readonly attributeBlock?: number;
  /** Attributes to keep in the inode. */
  readonly attributes?: readonly Attribute[];
}

/** Writes the inode tables in the order of their numbers. */
export class InodeWriter {
  readonly #stream: OutputStream;
  readonly #geometry: Geometry;
  readonly #seed: number;
  readonly #created: Timestamp;

  constructor(output: Output, geometry: Geometry, seed: number, created: Timestamp) {
    this.#stream = new OutputStream(output);
    this.#geometry = geometry;
    this.#seed = seed;
    this.#created = created;
  }

  write(number: number, attributes: Omit<FileAttributes, 'mode'>, body: InodeBody): void {
    const { bytes, view } = this.#stream;
    const offset = this.#reserve(number);
    const changed = encodeTimestamp(attributes.ctime);
    const modified = encodeTimestamp(attributes.mtime);
    const accessed = encodeTimestamp(attributes.atime);
    const born = encodeTimestamp(attributes.crtime ?? this.#created);
    const inode = {
      mode: body.mode,
      uid: attributes.uid,
      gid: attributes.gid,
      size: body.size,
      links: body.links,
      sectors: (body.blocks * this.#geometry.blockSize) / SECTOR_SIZE,
      flags: body.flags | (attributes.flags ?? 0),
      blockMap: body.blockMap,
      generation: 0,
      attributeBlock: body.attributeBlock ?? 0,
      checksum: 0,
      extraSize: INODE_EXTRA_SIZE,
      accessTime: accessed.seconds,
      accessTimeExtra: accessed.extra,
      changeTime: changed.seconds,
      changeTimeExtra: changed.extra,
      modificationTime: modified.seconds,
      modificationTimeExtra: modified.extra,
      creationTime: born.seconds,
      creationTimeExtra: born.extra,
      project: attributes.project ?? 0,
    };
    if (body.attributes) encodeInodeAttributes(bytes.subarray(offset, offset + INODE_SIZE), body.attributes);
    encodeInode(bytes, view, offset, inode, number, this.#seed);
  }

  /** A reserved inode that is not in use. */
  writeEmpty(number: number): void {
    const { bytes, view } = this.#stream;
    sealInode(bytes, view, this.#reserve(number), number, this.#seed);
  }

  flush(): void {
    this.#stream.flush();
  }

  #reserve(number: number): number {
    const { inodesPerGroup, inodeTables, blockSize } = this.#geometry;
    const group = Math.floor((number - 1) / inodesPerGroup);
    const index = (number - 1) % inodesPerGroup;
    const position = (inodeTables[group] ?? 0) * blockSize + index * INODE_SIZE;
    const offset = this.#stream.reserveOffset(position, INODE_SIZE);
    this.#stream.bytes.fill(0, offset, offset + INODE_SIZE);
    return offset;
  }
}

/** Writes an allocation's extent tree to `stream`: what the inode says of it. */
export function writeExtentTree(
  stream: OutputStream,
  { extents, treeBlocks, blocks }: Allocation,
  inode: number,
  blockSize: number,
  seed: number,
): Pick<InodeBody, 'blocks' | 'flags' | 'blockMap'> {
  const tree = encodeExtentTree(extents, treeBlocks, blockSize, inodeSeed(seed, inode));
  for (const [index, block] of tree.blocks.entries()) {
    stream.reserve((treeBlocks[index] ?? 0) * blockSize, blockSize).set(block);
  }
  return { blocks, flags: INODE_FLAGS.extents, blockMap: tree.root };
}
