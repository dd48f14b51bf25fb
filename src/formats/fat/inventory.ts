import { OpsError } from '../../core/errors.js';
import { refuseNode, sortEntries } from '../ext4/names.js';
import type { DirectoryEntry, DirectoryNode, FileNode, TreeNode } from '../tree.js';
import { longNameSlots } from './long-name.js';
import { decodeName, foldCase } from './names.js';
import { assignShortNames, joinShortName, type ShortName } from './short-name.js';

/** A file or directory as a volume of this kind can hold it. */
export type FatNode<Content> = DirectoryNode<Content> | FileNode<Content>;

/** A name in a directory. */
export interface NamedNode<Content> {
  readonly name: string;
  readonly short: ShortName;
  readonly node: FatNode<Content>;
}

/** A directory and what is in it, by name. Nothing in it depends on the size of the volume or of its clusters. */
export interface DirectoryRecord<Content> {
  readonly node: DirectoryNode<Content>;
  /** The place of its parent among all directories; of the root its own, 0. */
  readonly parent: number;
  readonly children: readonly NamedNode<Content>[];
  /** Slots that its own two entries, or the volume's label, and its children take. */
  readonly slots: number;
}

const MAXIMUM_FILE_SIZE = 2 ** 32 - 1;
const MAXIMUM_SLOTS = 65_536;

/**
 * Every directory of a tree, the root first and each before those within it.
 * @param hasLabel whether the root keeps a label
 * @throws OpsError `name-invalid` and `source-unsupported`, naming the file, for what no FAT volume can have;
 * `format-limit` for files of 4 GiB and directories of more than 65536 slots
 */
export function takeInventory<Content>(root: DirectoryNode<Content>, hasLabel: boolean): DirectoryRecord<Content>[] {
  const seen = new Set<TreeNode<Content>>([root]);
  const directories: DirectoryRecord<Content>[] = [];
  const pending = [{ node: root, parent: 0, name: '/' }];
  // The list grows while it is gone through.
  for (const { node, parent, name } of pending) {
    const children = nameChildren(node);
    for (const child of children) {
      if (seen.has(child.node)) throw refused(child.name, 'has two names, which FAT does not have');
      seen.add(child.node);
      if (child.node.kind === 'directory')
        pending.push({ node: child.node, parent: directories.length, name: child.name });
    }
    const ownSlots = node === root ? Number(hasLabel) : 2;
    const slots = children.reduce((sum, child) => sum + slotsOf(child), ownSlots);
    if (slots > MAXIMUM_SLOTS) throw tooMany(name);
    directories.push({ node, parent, children, slots });
  }
  return directories;
}

/** Slots that a name takes: names of the short form and in capitals need no long one. */
export function slotsOf({ name, short }: NamedNode<unknown>): number {
  return 1 + (hasLongName({ name, short }) ? longNameSlots(name) : 0);
}

export function hasLongName({ name, short }: Pick<NamedNode<unknown>, 'name' | 'short'>): boolean {
  return name !== joinShortName(short);
}

function nameChildren<Content>({ entries }: DirectoryNode<Content>): NamedNode<Content>[] {
  const sorted = sortEntries(entries);
  const names = sorted.map(({ name }) => decodeName(name));
  refuseSameNames(names);
  const shorts = assignShortNames(names);
  return sorted.map((entry, index) => {
    const name = names[index] ?? '';
    return { name, short: shorts[index] ?? { base: name, extension: '' }, node: checkNode(entry, name) };
  });
}

function refuseSameNames(names: readonly string[]): void {
  const known = new Map<string, string>();
  for (const name of names) {
    const folded = foldCase(name);
    const other = known.get(folded);
    if (other !== undefined) {
      throw new OpsError('name-invalid', `${JSON.stringify(name)}: FAT takes it for ${JSON.stringify(other)}`);
    }
    known.set(folded, name);
  }
}

function checkNode<Content>({ node, name: bytes }: DirectoryEntry<Content>, name: string): FatNode<Content> {
  refuseNode(node, bytes);
  if (node.kind !== 'directory' && node.kind !== 'file') throw refused(name, `FAT has no ${node.kind}`);
  if (node.kind === 'file' && node.size > MAXIMUM_FILE_SIZE) {
    throw new OpsError('format-limit', `${JSON.stringify(name)}: FAT has no files of 4 GiB or more`);
  }
  return node;
}

function tooMany(name: string): OpsError {
  return new OpsError('format-limit', `${JSON.stringify(name)}: has more files than a directory of FAT holds`);
}

function refused(name: string, reason: string): OpsError {
  return new OpsError('source-unsupported', `${JSON.stringify(name)}: ${reason}`);
}
