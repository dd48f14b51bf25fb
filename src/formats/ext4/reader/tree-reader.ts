import type { DirectoryEntry, DirectoryNode, TreeNode } from '../../tree.js';
import { ENTRY_TYPES } from '../directory-entry.js';
import { showName } from '../names.js';
import { BlockClaims } from './block-claims.js';
import { corrupt } from './damage.js';
import type { StoredEntry } from './directory-reader.js';
import type { StoredInode } from './inode-table.js';
import type { Ext4File, NodeReader } from './node-reader.js';

type Directory = DirectoryNode<Ext4File> & { readonly entries: DirectoryEntry<Ext4File>[] };

interface PendingDirectory {
  readonly inode: StoredInode;
  readonly parent: number;
  readonly node: Directory;
}

/**
 * Reads a directory and all below it. Nothing is read twice: what is met twice is a hard link, or damage.
 * @throws OpsError `format-corrupt`, `format-unsupported`
 */
export function readTreeFrom(reader: NodeReader, number: number): DirectoryNode<Ext4File> {
  return new TreeWalk(reader).walk(number);
}

class TreeWalk {
  readonly #reader: NodeReader;
  readonly #claims = new BlockClaims();
  readonly #nodes = new Map<number, TreeNode<Ext4File>>();
  readonly #pending: PendingDirectory[] = [];

  constructor(reader: NodeReader) {
    this.#reader = reader;
  }

  walk(number: number): DirectoryNode<Ext4File> {
    const inode = this.#reader.inode(number);
    const { parent } = this.#reader.directory(inode);
    const root = this.#addDirectory(inode, this.#reader.node(inode), parent);
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) this.#fill(next);
    return root;
  }

  #addDirectory(inode: StoredInode, node: TreeNode<Ext4File>, parent: number): Directory {
    const directory: Directory = { ...(node as DirectoryNode<Ext4File>), entries: [] };
    this.#nodes.set(inode.number, directory);
    this.#pending.push({ inode, parent, node: directory });
    return directory;
  }

  #fill({ inode, parent, node }: PendingDirectory): void {
    const directory = this.#reader.directory(inode, this.#claims);
    if (directory.parent !== parent) {
      throw corrupt(
        `directory ${inode.number}`,
        inode.offset,
        `says to be in ${directory.parent}, and is in ${parent}`,
      );
    }
    for (const entry of directory.entries) {
      node.entries.push({ name: entry.name, node: this.#nodeOf(entry, inode) });
    }
  }

  #nodeOf(entry: StoredEntry, directory: StoredInode): TreeNode<Ext4File> {
    const known = this.#nodes.get(entry.inode);
    if (known?.kind === 'directory') throw damaged(entry, directory, 'is a directory that has another name');
    if (known) {
      checkType(entry, directory, known.kind);
      return known;
    }
    const { firstInode } = this.#reader.volume.geometry;
    if (entry.inode < firstInode) throw damaged(entry, directory, `cannot be inode ${entry.inode}`);
    const inode = this.#reader.inode(entry.inode);
    checkType(entry, directory, inode.kind);
    const node = this.#reader.node(inode, this.#claims);
    if (node.kind === 'directory') return this.#addDirectory(inode, node, directory.number);
    this.#nodes.set(entry.inode, node);
    return node;
  }
}

function checkType(entry: StoredEntry, directory: StoredInode, kind: StoredInode['kind']): void {
  if (entry.fileType === 0 || entry.fileType === ENTRY_TYPES[kind]) return;
  throw damaged(entry, directory, `has type ${entry.fileType} here, and is a ${kind}`);
}

function damaged({ name }: StoredEntry, { number, offset }: StoredInode, reason: string) {
  return corrupt(`directory ${number}`, offset, `${showName(name)} ${reason}`);
}
