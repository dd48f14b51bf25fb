import type { DirectoryNode, FileAttributes, TreeNode } from '../../tree.js';
import { BLOCK_MAP_SIZE, decodeDevice, INODE_FLAGS } from '../inode.js';
import { BlockClaims } from './block-claims.js';
import { AttributeReader, type StoredAttributes } from './attribute-reader.js';
import { attributesOf } from './attributes.js';
import { corrupt } from './damage.js';
import { readDirectory, readInlineDirectory, type StoredDirectory } from './directory-reader.js';
import {
  dataRangesOf,
  type FileContent,
  inlineContent,
  isInline,
  readContent,
  refuseEncrypted,
} from './file-content.js';
import { readFileRuns } from './file-runs.js';
import { GroupTable } from './group-table.js';
import { InodeTable, type StoredInode } from './inode-table.js';
import type { Volume } from './volume.js';

/** Handed back to the reader for the content of a file. */
export interface Ext4File {
  readonly inode: number;
}

const LONGEST_TARGET = 4095;

/** Reads whole files and directories by their inode numbers. */
export class NodeReader {
  readonly volume: Volume;
  readonly groups: GroupTable;
  readonly #inodes: InodeTable;
  readonly #attributes: AttributeReader;

  constructor(volume: Volume) {
    this.volume = volume;
    this.groups = new GroupTable(volume);
    this.#inodes = new InodeTable(volume, this.groups);
    this.#attributes = new AttributeReader(volume, (inode, size) => this.#readValueFile(inode, size));
  }

  inode(number: number): StoredInode {
    return this.#inodes.read(number);
  }

  /** The node of any inode; a directory's is without its entries. */
  node(inode: StoredInode, claims = new BlockClaims()): TreeNode<Ext4File> {
    const { kind, fields } = inode;
    const stored = this.#attributes.read(inode);
    const attributes = attributesOf(inode, stored.xattrs, this.volume.features.hasProjects);
    switch (kind) {
      case 'directory':
        return { kind, ...attributes, entries: [] } satisfies DirectoryNode<Ext4File>;
      case 'file':
        return this.#fileNode(inode, attributes, stored, claims);
      case 'symlink':
        return { kind, ...attributes, target: this.#target(inode, stored, claims) };
      case 'character-device':
      case 'block-device':
        return { kind, ...attributes, ...decodeDevice(fields.blockMap) };
      case 'fifo':
      case 'socket':
        return { kind, ...attributes };
    }
  }

  /** @throws OpsError `format-corrupt`, also when the inode is no directory */
  directory(inode: StoredInode, claims = new BlockClaims()): StoredDirectory {
    refuseEncrypted(inode);
    if (inode.kind !== 'directory') throw corrupt(`inode ${inode.number}`, inode.offset, `is a ${inode.kind}`);
    const content = this.#content(inode, claims);
    return content.kind === 'inline'
      ? readInlineDirectory(this.volume, inode, content.bytes)
      : readDirectory(this.volume, inode, content.runs, claims);
  }

  /** The content of a regular file. */
  content(inode: StoredInode): FileContent {
    refuseEncrypted(inode);
    return this.#content(inode, new BlockClaims());
  }

  /** Where a symbolic link leads to. */
  target(inode: StoredInode): Uint8Array {
    return this.#target(inode, isInline(inode) ? this.#attributes.read(inode) : NO_ATTRIBUTES, new BlockClaims());
  }

  #content(inode: StoredInode, claims: BlockClaims, stored?: StoredAttributes): FileContent {
    const { size } = inode.fields;
    if (!isInline(inode)) return { kind: 'runs', size, runs: readFileRuns(this.volume, inode, claims) };
    return { kind: 'inline', size, bytes: inlineContent(inode, stored ?? this.#attributes.read(inode)) };
  }

  #fileNode(
    inode: StoredInode,
    attributes: FileAttributes,
    stored: StoredAttributes,
    claims: BlockClaims,
  ): TreeNode<Ext4File> {
    refuseEncrypted(inode);
    const content = this.#content(inode, claims, stored);
    const data = dataRangesOf(this.volume, content);
    const { number } = inode;
    return { kind: 'file', ...attributes, size: content.size, ...(data && { data }), content: { inode: number } };
  }

  #target(inode: StoredInode, stored: StoredAttributes, claims: BlockClaims): Uint8Array {
    refuseEncrypted(inode);
    const { fields, number, offset } = inode;
    const { size } = fields;
    if (size === 0 || size > LONGEST_TARGET)
      throw corrupt(`inode ${number}`, offset, `a link cannot lead to ${size} bytes`);
    const isShort = size < BLOCK_MAP_SIZE && (fields.flags & (INODE_FLAGS.extents | INODE_FLAGS.inlineData)) === 0;
    const target = new Uint8Array(size);
    if (isShort) target.set(fields.blockMap.subarray(0, size));
    else readContent(this.volume, this.#content(inode, claims, stored), 0, target);
    if (target.includes(0)) throw corrupt(`inode ${number}`, offset, 'a link leads to a name with NUL in it');
    return target;
  }

  #readValueFile(number: number, size: number): Uint8Array {
    const inode = this.#inodes.read(number);
    if (inode.kind !== 'file' || (inode.fields.flags & INODE_FLAGS.attributeValue) === 0) {
      throw corrupt(`inode ${number}`, inode.offset, 'is no value of an attribute');
    }
    const value = new Uint8Array(size);
    const runs = readFileRuns(this.volume, inode, new BlockClaims());
    const length = readContent(this.volume, { kind: 'runs', size: inode.fields.size, runs }, 0, value);
    if (length === size) return value;
    throw corrupt(`inode ${number}`, inode.offset, `has ${length} bytes where an attribute needs ${size}`);
  }
}

const NO_ATTRIBUTES: StoredAttributes = { xattrs: new Map() };
