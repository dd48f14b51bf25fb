import type { DirectoryNode, FileNode, SymbolicLinkNode, TreeNode } from '../tree.js';
import { isAttributeName } from './attribute-name.js';
import { isStorable } from './timestamp.js';

/**
 * What a volume cannot hold:
 *
 * - `owner`: who owns a file; guests have one user
 * - `mode`: permissions; guests show 0777
 * - `time`: an instant before 1970 or after 2106
 * - `attribute`: an extended attribute whose name is not `namespace.name`
 * - `device`, `fifo`, `socket`: the file itself, which is left out
 */
export type TfsLossKind = 'owner' | 'mode' | 'time' | 'attribute' | 'device' | 'fifo' | 'socket';

/** Something of a tree that is not on the volume. */
export interface TfsLoss {
  readonly kind: TfsLossKind;
  /** Files that lost it. */
  readonly count: number;
  /** The path of the first of them, from the root. */
  readonly example: Uint8Array;
}

const SHOWN_MODE = 0o777;

/** Gathers losses, by their kinds. */
export class Losses {
  readonly #losses = new Map<TfsLossKind, TfsLoss>();

  get list(): readonly TfsLoss[] {
    return [...this.#losses.values()];
  }

  /** @returns whether the file can be on the volume */
  examine(node: TreeNode<unknown>, pathOf: () => Uint8Array): boolean {
    const kinds = lossesOf(node);
    for (const kind of kinds) {
      const { count, example } = this.#losses.get(kind) ?? { count: 0, example: pathOf() };
      this.#losses.set(kind, { kind, count: count + 1, example });
    }
    return node.kind === 'directory' || node.kind === 'file' || node.kind === 'symlink';
  }
}

function lossesOf(node: TreeNode<unknown>): TfsLossKind[] {
  switch (node.kind) {
    case 'character-device':
    case 'block-device':
      return ['device'];
    case 'fifo':
    case 'socket':
      return [node.kind];
    case 'directory':
    case 'file':
    case 'symlink':
      return attributeLosses(node);
  }
}

function attributeLosses(node: DirectoryNode<unknown> | FileNode<unknown> | SymbolicLinkNode): TfsLossKind[] {
  const kinds: TfsLossKind[] = [];
  if (node.uid !== 0 || node.gid !== 0) kinds.push('owner');
  if (node.mode !== SHOWN_MODE && node.kind !== 'symlink') kinds.push('mode');
  if (!isStorable(node.atime) || !isStorable(node.mtime)) kinds.push('time');
  if ([...(node.xattrs?.keys() ?? [])].some((name) => !isAttributeName(name))) kinds.push('attribute');
  return kinds;
}
