import { viewOf } from '../../binary/bytes.js';
import { ATTRIBUTE_BLOCK_HEADER } from '../extended-attribute.js';
import { RO_COMPAT } from '../features.js';
import type { GroupDescriptor } from '../group-descriptor.js';
import { INODE_FLAGS, RESIZE_INODE, ROOT_INODE } from '../inode.js';
import type { NodeReader } from '../reader/node-reader.js';
import { InodeTable, type StoredInode } from '../reader/inode-table.js';
import type { Volume } from '../reader/volume.js';
import { SUPERBLOCK_OFFSET } from '../superblock.js';
import type { BlockUsage } from './block-usage.js';
import type { Findings } from './findings.js';
import { countBlocks, type InodeBlocks, readInodeBlocks } from './inode-blocks.js';
import { findOrphans, scanInodes } from './inode-scan.js';

/** What is remembered of an inode that is in use. */
export interface InodeFacts {
  readonly kind: StoredInode['kind'];
  readonly links: number;
  readonly offset: number;
  /** It needs no name: the volume's own, or deleted while it was open, or the value of an attribute. */
  readonly isNameless: boolean;
}

const SECTOR = 512;
/** Where the superblock names the files of the project quota and of orphans. */
const OWN_INODE_OFFSETS = [0x26c, 0x280];
/** Flags that change what a file's size and blocks mean: counted in blocks, and a hash tree behind the end. */
const COUNTED_IN_BLOCKS = 0x40000;
const VERITY = 0x100000;

/** Reads every inode that is in use and claims its blocks. */
export class InodeCheck {
  readonly found = new Map<number, InodeFacts>();
  /** Which inodes are in use though they cannot be read. */
  readonly unreadable = new Set<number>();
  readonly #volume: Volume;
  readonly #nodes: NodeReader;
  readonly #inodes: InodeTable;
  readonly #usage: BlockUsage;
  readonly #findings: Findings;
  readonly #orphans: ReadonlySet<number>;
  readonly #groups: readonly (GroupDescriptor | undefined)[];
  /** Beside the reserved ones. */
  readonly #ownInodes: readonly number[];
  /** How many inodes have each block of attributes. */
  readonly #attributeBlocks = new Map<number, number>();

  constructor(
    nodes: NodeReader,
    groups: readonly (GroupDescriptor | undefined)[],
    usage: BlockUsage,
    findings: Findings,
  ) {
    this.#volume = nodes.volume;
    this.#nodes = nodes;
    this.#inodes = new InodeTable(nodes.volume, nodes.groups);
    this.#groups = groups;
    this.#usage = usage;
    this.#findings = findings;
    this.#ownInodes = OWN_INODE_OFFSETS.map((offset) =>
      viewOf(nodes.volume.image.read(SUPERBLOCK_OFFSET + offset, 4)).getUint32(0, true),
    );
    this.#orphans = findings.attempt(() => findOrphans(this.#volume, groups)) ?? new Set();
  }

  checkGroup(group: number): void {
    const descriptor = this.#groups[group];
    if (!descriptor) return;
    for (const { number, inUse } of scanInodes(this.#volume, group, descriptor, this.#orphans, this.#findings)) {
      if (!inUse) continue;
      const isOrphan = this.#orphans.has(number);
      const inode = this.#findings.attempt(() => this.#inodes.read(number, isOrphan));
      if (inode) this.#check(inode, isOrphan);
      else this.unreadable.add(number);
    }
  }

  /** After all groups: blocks of attributes say how many inodes share them. */
  finish(): void {
    const { blocks, geometry } = this.#volume;
    for (const [block, count] of this.#attributeBlocks) {
      const structure = `attribute block ${block}`;
      const bytes = this.#findings.attempt(() => blocks.read(block, structure));
      const said = bytes && ATTRIBUTE_BLOCK_HEADER.decode(viewOf(bytes), 0).references;
      if (said === undefined || said === count) continue;
      this.#findings.add(structure, block * geometry.blockSize, `says ${said} inodes have it, and ${count} do`);
    }
  }

  #check(inode: StoredInode, isOrphan: boolean): void {
    const { number, kind, offset, fields } = inode;
    const isReserved = number < this.#volume.geometry.firstInode && number !== ROOT_INODE;
    const isOwn = isReserved || this.#ownInodes.includes(number);
    const isNameless = isOwn || isOrphan || (fields.flags & INODE_FLAGS.attributeValue) !== 0;
    this.found.set(number, { kind, links: fields.links, offset, isNameless });
    this.#findings.attempt(() => this.#nodes.node(inode));
    const blocks = this.#findings.attempt(() => readInodeBlocks(this.#volume, inode));
    if (!blocks) return;
    this.#claim(inode, blocks);
    this.#checkCounts(inode, blocks, isOrphan);
  }

  #claim({ number, fields }: StoredInode, { written, unwritten, tree }: InodeBlocks): void {
    const { attributeBlock } = fields;
    if (attributeBlock !== 0) {
      const count = this.#attributeBlocks.get(attributeBlock) ?? 0;
      if (count === 0) this.#usage.claim(attributeBlock, 1, `attribute block of inode ${number}`);
      this.#attributeBlocks.set(attributeBlock, count + 1);
    }
    // What it leads to is the room for group descriptors, which is claimed with them.
    if (number === RESIZE_INODE) {
      const [doublyIndirect] = tree;
      if (doublyIndirect !== undefined) this.#usage.claim(doublyIndirect, 1, `inode ${number}`);
      return;
    }
    for (const { start, length } of [...written, ...unwritten]) this.#usage.claim(start, length, `inode ${number}`);
    for (const block of tree) this.#usage.claim(block, 1, `inode ${number}`);
  }

  #checkCounts(inode: StoredInode, blocks: InodeBlocks, isOrphan: boolean): void {
    const { number, offset, fields, kind } = inode;
    const { superblock, geometry } = this.#volume;
    const { blockSize, clusterBlocks } = geometry;
    const unit = fields.flags & COUNTED_IN_BLOCKS ? 1 : blockSize / SECTOR;
    const counted = (countBlocks(blocks) + Number(fields.attributeBlock !== 0)) * unit;
    const isHuge = (superblock.roCompat & RO_COMPAT.huge_file) !== 0;
    const said = isHuge ? fields.sectors : fields.sectors % 2 ** 32;
    if (said !== counted && clusterBlocks === 1) {
      this.#findings.add(`inode ${number}`, offset, `says ${said} sectors, and has ${counted}`);
    }
    const last = blocks.written.at(-1);
    const isLong = kind === 'file' && !isOrphan && number !== RESIZE_INODE && (fields.flags & VERITY) === 0;
    if (!isLong || !last || last.logical + last.length <= Math.ceil(fields.size / blockSize)) return;
    this.#findings.add(`inode ${number}`, offset, `has blocks behind its ${fields.size} bytes`);
  }
}
