import type { ContentSource, FileNode, SymbolicLinkNode, TreeNode } from '../tree.js';
import { type Allocation, allocateFile, isShortLink } from './allocation.js';
import { BlockCursor } from './block-cursor.js';
import { inodeSeed } from './checksum.js';
import { allocateAttributes, allocateDirectory, allocateLink } from './content.js';
import { encodeDirectoryBlock } from './directory-layout.js';
import { encodeAttributeBlock, placeAttributes } from './extended-attribute.js';
import { BLOCK_MAP_SIZE, encodeDevice, FILE_TYPES, FIRST_INODE, INODE_FLAGS, LINK_MAX } from './inode.js';
import type { DirectoryRecord } from './inventory.js';
import { type Output, OutputStream } from './output.js';
import { FileWriter } from './write-files.js';
import { type InodeBody, type InodeWriter, writeExtentTree } from './write-inodes.js';
import type { VolumeLayout } from './volume-layout.js';

/** Writes the nodes of a tree, each with its inode and its blocks. */
export class NodeWriter<Content> {
  readonly #layout: VolumeLayout<Content>;
  readonly #inodes: InodeWriter;
  readonly #seed: number;
  readonly #stream: OutputStream;
  readonly #files: FileWriter<Content>;

  constructor(
    layout: VolumeLayout<Content>,
    inodes: InodeWriter,
    seed: number,
    output: Output,
    source: ContentSource<Content>,
  ) {
    this.#layout = layout;
    this.#inodes = inodes;
    this.#seed = seed;
    this.#stream = new OutputStream(output);
    this.#files = new FileWriter(output, source, layout.geometry.blockSize);
  }

  writeRoot(): void {
    const { root, rootAttributes } = this.#layout;
    this.#writeDirectory(0, root, rootAttributes);
  }

  /** `index` counts the inventory's directories. */
  #writeDirectory(index: number, allocation: Allocation, attributeBlock: number | undefined): void {
    const { inventory, layouts, blockSize } = this.#layout.content;
    const directory = inventory.directories[index];
    const layout = layouts[index];
    if (!directory || !layout) return;
    const { inode } = directory;
    const seed = inodeSeed(this.#seed, inode);
    for (const { logical, start, length } of allocation.extents) {
      for (let at = 0; at < length; at++) {
        const block = this.#stream.reserve((start + at) * blockSize, blockSize);
        encodeDirectoryBlock(directory, layout, logical + at, block, seed);
      }
    }
    const tree = writeExtentTree(this.#stream, allocation, inode, blockSize, this.#seed);
    this.#writeInode(inode, directory.node, attributeBlock, {
      ...tree,
      mode: FILE_TYPES.directory + directory.node.mode,
      links: directoryLinks(directory),
      size: layout.blocks * blockSize,
      flags: layout.index ? tree.flags | INODE_FLAGS.index : tree.flags,
    });
  }

  /** Writes everything but the root, by inode. Yields after each piece of work. */
  *writeAll(): Generator<void, void, undefined> {
    const { content, occupied, contentStart, filesStart } = this.#layout;
    const { inventory, blockSize } = content;
    const cursor = new BlockCursor(occupied, contentStart);
    const fileCursor = new BlockCursor(occupied, filesStart);
    let directory = 1;
    for (const [index, node] of inventory.nodes.entries()) {
      const inode = FIRST_INODE + index;
      if (node.kind === 'directory') {
        const allocation = allocateDirectory(cursor, content, directory);
        this.#writeDirectory(directory, allocation, allocateAttributes(cursor, node, blockSize));
        directory++;
        yield;
        continue;
      }
      const body =
        node.kind === 'file' ? yield* this.#writeFile(node, inode, fileCursor) : this.#writeSmall(node, inode, cursor);
      const links = inventory.links[index] ?? 1;
      const attributeBlock = allocateAttributes(cursor, node, blockSize);
      this.#writeInode(inode, node, attributeBlock, { ...body, mode: FILE_TYPES[node.kind] + node.mode, links });
      yield;
    }
  }

  flush(): void {
    this.#stream.flush();
    this.#files.stream.flush();
  }

  #writeInode(inode: number, node: TreeNode<Content>, attributeBlock: number | undefined, body: InodeBody): void {
    if (!node.xattrs || node.xattrs.size === 0) {
      this.#inodes.write(inode, node, body);
      return;
    }
    const { blockSize } = this.#layout.content;
    const places = placeAttributes(node.xattrs, blockSize);
    const inInode = { ...body, attributes: places.inode };
    if (attributeBlock === undefined) {
      this.#inodes.write(inode, node, inInode);
      return;
    }
    const block = this.#stream.reserve(attributeBlock * blockSize, blockSize);
    encodeAttributeBlock(block, places.block, attributeBlock, this.#seed);
    this.#inodes.write(inode, node, { ...inInode, attributeBlock, blocks: body.blocks + 1 });
  }

  *#writeFile(
    node: FileNode<Content>,
    inode: number,
    cursor: BlockCursor,
  ): Generator<void, Omit<InodeBody, 'mode' | 'links'>, undefined> {
    const { blockSize } = this.#layout.content;
    const allocation = allocateFile(cursor, node, blockSize);
    yield* this.#files.write(node, allocation);
    return { ...writeExtentTree(this.#files.stream, allocation, inode, blockSize, this.#seed), size: node.size };
  }

  #writeSmall(
    node: Exclude<TreeNode<Content>, { kind: 'file' | 'directory' }>,
    inode: number,
    cursor: BlockCursor,
  ): Omit<InodeBody, 'mode' | 'links'> {
    const body = { size: 0, blocks: 0, flags: 0, blockMap: new Uint8Array(BLOCK_MAP_SIZE) };
    switch (node.kind) {
      case 'symlink':
        if (isShortLink(node)) return { ...body, size: node.target.length, blockMap: node.target };
        return this.#writeLink(node, inode, cursor);
      case 'character-device':
      case 'block-device':
        return { ...body, blockMap: encodeDevice(node.major, node.minor) };
      case 'fifo':
      case 'socket':
        return body;
    }
  }

  #writeLink(node: SymbolicLinkNode, inode: number, cursor: BlockCursor): Omit<InodeBody, 'mode' | 'links'> {
    const { blockSize } = this.#layout.content;
    const allocation = allocateLink(cursor, node, blockSize);
    const block = this.#stream.reserve((allocation.extents[0]?.start ?? 0) * blockSize, blockSize);
    block.fill(0).set(node.target);
    const tree = writeExtentTree(this.#stream, allocation, inode, blockSize, this.#seed);
    return { ...tree, size: node.target.length };
  }
}

/** Its name, its `.` and the `..` of every directory in it; 1 when that is more than can be counted. */
function directoryLinks({ subdirectories }: DirectoryRecord<unknown>): number {
  const links = 2 + subdirectories;
  return links > LINK_MAX ? 1 : links;
}
