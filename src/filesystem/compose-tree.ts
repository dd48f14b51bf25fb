import { Buffer } from 'node:buffer';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { DirectoryNode, FileAttributes, Timestamp, TreeNode } from '../formats/tree.js';
import { showRawPath, toRawPath, type RawPath } from '../io/raw-path.js';
import { runInTimeSlices } from '../io/time-slices.js';
import { ComposedDirectory } from './composed-directory.js';
import type { TreeEntry } from './entries.js';
import type { TreeContent } from './host-content.js';
import type { Owner } from './host-attributes.js';
import { walkHostNode } from './host-tree.js';

export interface ComposeOptions {
  /** The time of everything that is not a file of this machine. */
  readonly now: Timestamp;
  /** Who owns what comes from this machine: root by default, or `host` for the same numbers as there. */
  readonly owner?: Owner | 'host';
  /** See `HostAttributeOptions`. */
  readonly latestTime?: Timestamp;
  readonly signal?: AbortSignal | undefined;
}

const ROOT: Owner = { uid: 0, gid: 0 };
const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;
const LINK_MODE = 0o777;
const LONGEST_LINK_TARGET = 4095;

/**
 * Makes one tree of entries, in their order. Missing parents are made; directories merge, the later one's attributes
 * win; anything else replaces what is not a directory. A path that leads through a symbolic link of the tree goes where
 * the guest would go (`/lib/x` lands in `/usr/lib/x` when `/lib` links there) and never leaves the root.
 *
 * @throws OpsError `source-unsupported` when a file and a directory would have one name, and for paths that no guest
 *   could have; and what `readHostTree` throws
 */
export function composeTree(
  entries: readonly TreeEntry[],
  options: ComposeOptions,
): Promise<DirectoryNode<TreeContent>> {
  return runInTimeSlices(composeInSteps(entries, options), { signal: options.signal });
}

function* composeInSteps(
  entries: readonly TreeEntry[],
  options: ComposeOptions,
): Generator<number, DirectoryNode<TreeContent>> {
  const root = ComposedDirectory.root(madeAttributes(DIRECTORY_MODE, options));
  for (const entry of entries) {
    const at = toGuestPath(entry.path);
    const node = yield* toNode(entry, options);
    if (node.kind === 'directory') {
      mergeEntry(root.resolve(at), node, entry);
    } else {
      root.resolve(path.posix.dirname(at)).place(path.posix.basename(at), node);
    }
  }
  return root.toNode();
}

function mergeEntry(directory: ComposedDirectory, node: DirectoryNode<TreeContent>, entry: TreeEntry): void {
  if (entry.kind !== 'directory' || entry.mode !== undefined) directory.attributes = node;
  directory.merge(node);
}

function* toNode(entry: TreeEntry, options: ComposeOptions): Generator<number, TreeNode<TreeContent>> {
  switch (entry.kind) {
    case 'host':
      return yield* walkHostNode(entry.hostPath, {
        follow: entry.follow ?? true,
        ...(options.owner !== 'host' && { owner: options.owner ?? ROOT }),
        ...(options.latestTime && { latestTime: options.latestTime }),
      });
    case 'bytes': {
      const { bytes } = entry;
      const attributes = madeAttributes(entry.mode ?? FILE_MODE, options);
      return { kind: 'file', ...attributes, size: bytes.length, content: bytes };
    }
    case 'symlink':
      return { kind: 'symlink', ...madeAttributes(LINK_MODE, options), target: toTarget(entry) };
    case 'directory':
      return { kind: 'directory', ...madeAttributes(entry.mode ?? DIRECTORY_MODE, options), entries: [] };
  }
}

function toTarget(entry: { readonly path: string; readonly target: string }): Uint8Array {
  const target = Buffer.from(entry.target);
  if (target.length > 0 && target.length <= LONGEST_LINK_TARGET && !target.includes(0)) return target;
  throw new OpsError('source-unsupported', `${entry.path}: "${entry.target}" cannot be the target of a symbolic link`);
}

function toGuestPath(text: string): RawPath {
  const at = toRawPath(text);
  if (at.startsWith('/') && !at.includes('\0')) return at;
  throw new OpsError('source-unsupported', `${showRawPath(at)}: not an absolute path of the guest`);
}

function madeAttributes(mode: number, options: ComposeOptions): FileAttributes {
  return { mode, ...ROOT, atime: options.now, mtime: options.now, ctime: options.now };
}
