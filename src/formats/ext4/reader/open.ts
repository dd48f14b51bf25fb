import type { RandomAccess } from '../../random-access.js';
import type { ContentSource, DirectoryNode, TreeNode } from '../../tree.js';
import { ROOT_INODE } from '../inode.js';
import type { Ext4Options } from '../options.js';
import { corrupt } from './damage.js';
import { type FileContent, readContent } from './file-content.js';
import { replayJournal } from './journal-replay.js';
import { type Ext4File, NodeReader } from './node-reader.js';
import { lookUpPath } from './path-lookup.js';
import { readTreeFrom } from './tree-reader.js';
import { type Ext4Usage, readUsage } from './usage.js';
import { openVolume, type Volume } from './volume.js';
import { writtenOptions } from './written-options.js';

/** A name in a directory. */
export interface Ext4Entry {
  readonly name: Uint8Array;
  readonly inode: number;
}

/** What an inode says of itself. */
export interface Ext4Status {
  /** A directory's is without its entries. */
  readonly node: TreeNode<Ext4File>;
  /** How many names it has. */
  readonly links: number;
  /** Bytes. */
  readonly size: number;
}

export interface ReadTreeOptions {
  /** The inode of the directory to begin with. Default: the root. */
  readonly directory?: number;
}

/**
 * Opens an ext2, ext3 or ext4 volume, which must not change while it is read. A journal that was left with something
 * in it is replayed in memory: the volume reads as the next mount would have it.
 *
 * @throws OpsError `format-corrupt` with the damaged structure and its byte in `details`; `format-unsupported` naming
 * the features that cannot be read. So do all methods.
 */
export function openExt4(image: RandomAccess): Ext4Reader {
  const volume = openVolume(image);
  const replayed = replayJournal(volume);
  return new Ext4Reader(replayed, replayed !== volume);
}

export class Ext4Reader implements ContentSource<Ext4File> {
  /** Whether the journal had something in it: nobody unmounted the volume. */
  readonly replayed: boolean;
  readonly #nodes: NodeReader;
  #opened: { readonly inode: number; readonly content: FileContent } | undefined;

  constructor(volume: Volume, replayed: boolean) {
    this.replayed = replayed;
    this.#nodes = new NodeReader(volume);
  }

  usage(): Ext4Usage {
    return readUsage(this.#nodes.volume, this.#nodes.groups);
  }

  /** Whether the journal holds what has not reached its place yet, and is read as if it had. */
  get needsRecovery(): boolean {
    return this.#nodes.volume.features.needsRecovery;
  }

  /**
   * What to plan with to write the same file system again, its size that of the image.
   * @throws OpsError `format-unsupported` for one that the writer does not make
   */
  options(): Required<Ext4Options> {
    return writtenOptions(this.#nodes);
  }

  /** What an inode says of itself; a directory's node is without its entries. */
  readInode(inode: number): TreeNode<Ext4File> {
    return this.#nodes.node(this.#nodes.inode(inode));
  }

  /** The same, and what no tree has a place for. */
  status(inode: number): Ext4Status {
    const stored = this.#nodes.inode(inode);
    const { links, size } = stored.fields;
    return { node: this.#nodes.node(stored), links, size };
  }

  /** The names in a directory, bytewise in order, without `.` and `..`. */
  list(directory: number): Ext4Entry[] {
    const { entries } = this.#nodes.directory(this.#nodes.inode(directory));
    return entries.map(({ name, inode }) => ({ name, inode }));
  }

  /**
   * The inode of a path from the root; symbolic links are followed, within the volume.
   * @throws OpsError `source-not-found`
   */
  lookup(path: Uint8Array): number {
    return lookUpPath(this.#nodes, path);
  }

  /** Fills `into` from byte `position` of a file. @returns how many bytes there were: fewer at the end of the file */
  readFile(inode: number, position: number, into: Uint8Array): number {
    return readContent(this.#nodes.volume, this.#open(inode), position, into);
  }

  /**
   * A directory and all below it. A file with several names is one node. Nothing of files is read but where they are.
   */
  readTree({ directory = ROOT_INODE }: ReadTreeOptions = {}): DirectoryNode<Ext4File> {
    return readTreeFrom(this.#nodes, directory);
  }

  /** The content of a file of {@link readTree}, for a writer. */
  read(
    { content, size }: { readonly content: Ext4File; readonly size: number },
    position: number,
    into: Uint8Array,
  ): void {
    const length = this.readFile(content.inode, position, into);
    if (length === into.length) return;
    throw corrupt(`inode ${content.inode}`, 0, `${into.length} bytes from ${position} are beyond its ${size}`);
  }

  #open(number: number): FileContent {
    if (this.#opened?.inode === number) return this.#opened.content;
    const inode = this.#nodes.inode(number);
    if (inode.kind !== 'file') throw corrupt(`inode ${number}`, inode.offset, `is a ${inode.kind}, not a file`);
    const content = this.#nodes.content(inode);
    this.#opened = { inode: number, content };
    return content;
  }
}
