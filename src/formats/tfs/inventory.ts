import { OpsError } from '../../core/errors.js';
import { refuseNode, showName, sortEntries } from '../ext4/names.js';
import type { DirectoryEntry, DirectoryNode, FileNode, TreeNode } from '../tree.js';
import { Losses, type TfsLoss } from './losses.js';
import { nameWeight, weightOf } from './weight.js';

/** A directory and what of it can be on a volume. */
export interface DirectoryRecord<Content> {
  /** By name, bytewise. */
  readonly entries: readonly DirectoryEntry<Content>[];
  /** No fewer bytes than the directory and all below it take in the log. */
  readonly weight: number;
}

/** Every file of a tree. Nothing in it depends on the size of the volume. */
export interface Inventory<Content> {
  readonly root: DirectoryNode<Content>;
  readonly directories: ReadonlyMap<TreeNode<Content>, DirectoryRecord<Content>>;
  /** Each once, directory by directory, by name. */
  readonly files: readonly FileNode<Content>[];
  /** The names of each file that has more than one. */
  readonly links: ReadonlyMap<TreeNode<Content>, number>;
  readonly losses: readonly TfsLoss[];
}

/** @throws OpsError `name-invalid` and `source-unsupported` for what a tree cannot be, or a volume cannot hold */
export function takeInventory<Content>(root: DirectoryNode<Content>): Inventory<Content> {
  return new InventoryTaker(root).take();
}

interface Visited<Content> {
  readonly node: DirectoryNode<Content>;
  readonly name: Uint8Array;
  readonly parent: Visited<Content> | undefined;
  entries: DirectoryEntry<Content>[];
}

class InventoryTaker<Content> {
  readonly #root: DirectoryNode<Content>;
  readonly #visited: Visited<Content>[] = [];
  readonly #pending: Visited<Content>[] = [];
  readonly #names = new Map<TreeNode<Content>, number>();
  readonly #files: FileNode<Content>[] = [];
  readonly #losses = new Losses();

  constructor(root: DirectoryNode<Content>) {
    this.#root = root;
  }

  take(): Inventory<Content> {
    this.#losses.examine(this.#root, () => new Uint8Array(0));
    this.#addDirectory(this.#root, new Uint8Array(0), undefined);
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) this.#visit(next);
    const links = new Map([...this.#names].filter(([, names]) => names > 1));
    const losses = this.#losses.list;
    return { root: this.#root, directories: this.#weigh(), files: this.#files, links, losses };
  }

  #addDirectory(node: DirectoryNode<Content>, name: Uint8Array, parent: Visited<Content> | undefined): void {
    const visited = { node, name, parent, entries: [] };
    this.#names.set(node, 1);
    this.#visited.push(visited);
    this.#pending.push(visited);
  }

  #visit(directory: Visited<Content>): void {
    for (const entry of sortEntries(directory.node.entries)) {
      const { name, node } = entry;
      if (!this.#losses.examine(node, () => pathOf(directory, name))) continue;
      refuseName(name);
      directory.entries.push(entry);
      this.#count(node, name, directory);
    }
  }

  #count(node: TreeNode<Content>, name: Uint8Array, parent: Visited<Content>): void {
    const names = this.#names.get(node) ?? 0;
    if (names > 0 && node.kind === 'directory') {
      throw new OpsError('source-unsupported', `${showName(name)}: a directory cannot have two names`);
    }
    if (node.kind === 'directory') {
      this.#addDirectory(node, name, parent);
      return;
    }
    this.#names.set(node, names + 1);
    if (names > 0) return;
    refuseNode(node, name);
    if (node.kind === 'file') this.#files.push(node);
  }

  /** Those that are in others come after them: from the last to the first, all that is in one has been weighed. */
  #weigh(): Map<TreeNode<Content>, DirectoryRecord<Content>> {
    const directories = new Map<TreeNode<Content>, DirectoryRecord<Content>>();
    for (const { node: directory, entries } of this.#visited.reverse()) {
      let weight = weightOf(directory);
      for (const { name, node } of entries) {
        weight += nameWeight(name) + (directories.get(node)?.weight ?? weightOf(node));
      }
      directories.set(directory, { entries, weight });
    }
    return directories;
  }
}

function pathOf(directory: Visited<unknown>, name: Uint8Array): Uint8Array {
  const path = [name];
  for (let at = directory; at.parent; at = at.parent) path.unshift(at.name);
  return Buffer.concat(path.flatMap((part) => [Buffer.from('/'), part]));
}

const STRICT = new TextDecoder('utf-8', { fatal: true });

/** Guests go through paths character by character. */
function refuseName(name: Uint8Array): void {
  if (name.every((byte) => byte < 0x80)) return;
  try {
    STRICT.decode(name);
  } catch (error) {
    throw new OpsError('name-invalid', `${showName(name)}: TFS has names in UTF-8 only`, { cause: error });
  }
}
