import { OpsError } from '../../core/errors.js';
import type { DiskEntry, DiskStatus, DiskTree } from './disk-tree.js';
import { showBytes } from './shown-name.js';

export interface WalkedEntry {
  readonly entry: DiskEntry;
  readonly status: DiskStatus;
  readonly depth: number;
  readonly isLast: boolean;
}

export interface WalkOptions {
  /** Whether symbolic links are followed. */
  readonly dereference: boolean;
}

/**
 * An entry and all below it, depth first, directories before what is in them.
 *
 * @throws OpsError `format-corrupt` for a directory that has two names or is inside itself; `source-unsupported` when a
 *   link that is followed leads back to where it is in
 */
export function* walkDisk(tree: DiskTree, start: DiskEntry, options: WalkOptions): Generator<WalkedEntry> {
  const visited = new Set<number>();
  const pending: (Pending | Leave)[] = [{ entry: start, depth: 0, isLast: true }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if ('leave' in next) {
      visited.delete(next.leave);
      continue;
    }
    const entry = options.dereference ? tree.follow(next.entry) : next.entry;
    const status = tree.status(entry);
    yield { ...next, entry, status };
    if (status.node.kind !== 'directory') continue;
    const { inode } = entry;
    if (visited.has(inode)) throw metTwice(entry, options);
    visited.add(inode);
    // A directory that a link leads to may be met again elsewhere, but not within itself.
    if (options.dereference) pending.push({ leave: inode });
    const children = tree.children(entry).reverse();
    const depth = next.depth + 1;
    pending.push(...children.map((child, index) => ({ entry: child, depth, isLast: index === 0 })));
  }
}

interface Pending {
  readonly entry: DiskEntry;
  readonly depth: number;
  readonly isLast: boolean;
}

interface Leave {
  readonly leave: number;
}

function metTwice({ path, inode }: DiskEntry, { dereference }: WalkOptions): OpsError {
  const shown = showBytes(path);
  return dereference
    ? new OpsError('source-unsupported', `${shown}: leads back to a directory that it is in`, {
        hint: 'leave -L out: links are copied as links',
        details: { path: shown },
      })
    : new OpsError('format-corrupt', `${shown}: directory ${inode} has another name already`, {
        hint: 'it is damaged: what can be read of it may be copied out',
        details: { path: shown },
      });
}
