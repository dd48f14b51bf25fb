import { OpsError } from '../../core/errors.js';
import { compareBytes } from '../binary/bytes.js';
import { hasOneName, type DirectoryEntry, type DirectoryNode, type Timestamp, type TreeNode } from '../tree.js';
import { FIRST_INODE, LINK_MAX, ROOT_INODE } from './inode.js';
import { refuseNode, showName, sortEntries } from './names.js';

/** A directory with its place in the tree and the inodes of what is in it. */
export interface DirectoryRecord<Content> {
  readonly node: DirectoryNode<Content>;
  readonly inode: number;
  readonly parent: number;
  /** By name, bytewise. */
  readonly entries: readonly DirectoryEntry<Content>[];
  /** The inode of each entry. */
  readonly children: Uint32Array;
  readonly subdirectories: number;
}

/** Every file of a tree, numbered. Nothing in it depends on the size of the volume or of its blocks. */
export interface Inventory<Content> {
  /** The root first, then by inode. */
  readonly directories: readonly DirectoryRecord<Content>[];
  /** By inode number from {@link FIRST_INODE} on; the first is `lost+found`. The root is not among them. */
  readonly nodes: readonly TreeNode<Content>[];
  /** Names of each of {@link nodes}; of a directory always 1. */
  readonly links: readonly number[];
}

const LOST_AND_FOUND = new TextEncoder().encode('lost+found');

/** The highest inode number in use. */
export function lastInode({ nodes }: Inventory<unknown>): number {
  return FIRST_INODE + nodes.length - 1;
}

/**
 * Numbers the files of a tree: those of a directory one after the other by name, then directory by directory, depth
 * first. `lost+found` is added where the tree has none.
 * @throws OpsError `name-invalid` and `source-unsupported`, naming the path, for what a tree cannot be
 */
export function takeInventory<Content>(tree: DirectoryNode<Content>, created: Timestamp): Inventory<Content> {
  const root = withLostAndFound(tree, created);
  const nodes: TreeNode<Content>[] = [];
  const links: number[] = [];
  const directories: DirectoryRecord<Content>[] = [];
  const inodes = new Map<TreeNode<Content>, number>([
    [tree, ROOT_INODE],
    [root, ROOT_INODE],
  ]);

  const numberOf = (node: TreeNode<Content>, name: Uint8Array): number => {
    const isAlone = hasOneName(node);
    const known = isAlone ? undefined : inodes.get(node);
    if (known === undefined) {
      refuseNode(node, name);
      const inode = FIRST_INODE + nodes.push(node) - 1;
      links.push(1);
      if (!isAlone) inodes.set(node, inode);
      return inode;
    }
    const names = (links[known - FIRST_INODE] ?? 0) + 1;
    if (node.kind === 'directory') throw refused(name, 'a directory cannot have two names');
    if (names > LINK_MAX) throw refused(name, `has more than ${LINK_MAX} names`);
    links[known - FIRST_INODE] = names;
    return known;
  };
  numberOf(lostAndFoundOf(root), LOST_AND_FOUND);

  const pending = [{ node: root, inode: ROOT_INODE, parent: ROOT_INODE }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const entries = sortEntries(next.node.entries);
    const children = new Uint32Array(entries.length);
    const below: typeof pending = [];
    for (const [index, { name, node }] of entries.entries()) {
      const isLostAndFound = next.inode === ROOT_INODE && compareBytes(name, LOST_AND_FOUND) === 0;
      const inode = isLostAndFound ? FIRST_INODE : numberOf(node, name);
      children[index] = inode;
      if (node.kind === 'directory') below.push({ node, inode, parent: next.inode });
    }
    directories.push({ ...next, entries, children, subdirectories: below.length });
    while (below.length > 0) pending.push(...below.splice(-1));
  }
  directories.sort((a, b) => a.inode - b.inode);
  return { directories, nodes, links };
}

function withLostAndFound<Content>(root: DirectoryNode<Content>, created: Timestamp): DirectoryNode<Content> {
  const there = root.entries.some(({ name }) => compareBytes(name, LOST_AND_FOUND) === 0);
  if (there) return root;
  const times = { atime: created, mtime: created, ctime: created, crtime: created };
  const node: DirectoryNode<Content> = { kind: 'directory', mode: 0o700, uid: 0, gid: 0, ...times, entries: [] };
  // Field by field: the attributes of a node may be getters of its class.
  const { mode, uid, gid, atime, mtime, ctime, crtime, xattrs } = root;
  const attributes = { mode, uid, gid, atime, mtime, ctime, ...(crtime && { crtime }), ...(xattrs && { xattrs }) };
  return { kind: 'directory', ...attributes, entries: [...root.entries, { name: LOST_AND_FOUND, node }] };
}

function lostAndFoundOf<Content>(root: DirectoryNode<Content>): DirectoryNode<Content> {
  const node = root.entries.find(({ name }) => compareBytes(name, LOST_AND_FOUND) === 0)?.node;
  if (node?.kind === 'directory') return node;
  throw refused(LOST_AND_FOUND, 'is not a directory, as e2fsck needs it to be');
}

function refused(name: Uint8Array, reason: string): OpsError {
  return new OpsError('source-unsupported', `${showName(name)}: ${reason}`);
}
