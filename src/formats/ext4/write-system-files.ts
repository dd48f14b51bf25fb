import type { FileAttributes, Timestamp } from '../tree.js';
import { FILE_TYPES, RESIZE_INODE } from './inode.js';
import { encodeEmptyJournal, JOURNAL_INODE } from './journal.js';
import { type Output, OutputStream } from './output.js';
import {
  encodeDoublyIndirect,
  encodeReservedBlock,
  encodeResizeBlockMap,
  reservedCounterparts,
  reservedStart,
  resizeInodeBlocks,
  resizeInodeSize,
} from './resize-inode.js';
import { hasResizeInode, type VolumeLayout } from './volume-layout.js';
import { type InodeWriter, writeExtentTree } from './write-inodes.js';

const MODE = FILE_TYPES.file + 0o600;

/** Writes the reserved inodes that are no part of the tree, with what belongs to them. */
export class SystemFileWriter {
  readonly #layout: VolumeLayout<unknown>;
  readonly #inodes: InodeWriter;
  readonly #seed: number;
  readonly #attributes: FileAttributes;
  readonly #stream: OutputStream;

  constructor(layout: VolumeLayout<unknown>, inodes: InodeWriter, seed: number, created: Timestamp, output: Output) {
    this.#layout = layout;
    this.#inodes = inodes;
    this.#seed = seed;
    this.#attributes = { mode: 0, uid: 0, gid: 0, atime: created, mtime: created, ctime: created, crtime: created };
    this.#stream = new OutputStream(output);
  }

  writeResize(): void {
    const { geometry, resize } = this.#layout;
    const { blockSize } = geometry;
    const start = resize.extents[0]?.start;
    if (!hasResizeInode(geometry) || start === undefined) {
      this.#inodes.writeEmpty(RESIZE_INODE);
      return;
    }
    encodeDoublyIndirect(this.#stream.reserve(start * blockSize, blockSize), geometry);
    const counterparts = reservedCounterparts(geometry);
    for (let index = 0; index < geometry.reservedDescriptorBlocks; index++) {
      const position = (reservedStart(geometry) + index) * blockSize;
      encodeReservedBlock(this.#stream.reserve(position, blockSize), counterparts, index);
    }
    this.#inodes.write(RESIZE_INODE, this.#attributes, {
      mode: MODE,
      links: 1,
      size: resizeInodeSize(blockSize),
      blocks: resizeInodeBlocks(geometry),
      flags: 0,
      blockMap: encodeResizeBlockMap(start),
    });
  }

  /** Writes the journal and returns the block map of its inode. */
  writeJournal(uuid: Uint8Array): Uint8Array | undefined {
    const { geometry, journal, journalBlocks } = this.#layout;
    const { blockSize } = geometry;
    const start = journal.extents[0]?.start;
    if (start === undefined) {
      this.#inodes.writeEmpty(JOURNAL_INODE);
      return undefined;
    }
    encodeEmptyJournal(this.#stream.reserve(start * blockSize, blockSize), journalBlocks, uuid);
    const tree = writeExtentTree(this.#stream, journal, JOURNAL_INODE, blockSize, this.#seed);
    const size = journalBlocks * blockSize;
    this.#inodes.write(JOURNAL_INODE, this.#attributes, { ...tree, mode: MODE, links: 1, size });
    return tree.blockMap;
  }

  flush(): void {
    this.#stream.flush();
  }
}
