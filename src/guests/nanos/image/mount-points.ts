import { OpsError } from '../../../core/errors.js';
import type { DirectoryEntry, DirectoryNode, FileAttributes, TreeNode } from '../../../formats/tree.js';
import type { NanosMounts } from '../manifest/mounts.js';

/**
 * The tree with a directory for each mount, which a guest does not make itself, and the links to those that are mounted
 * at several paths. New directories are as the one that they are in.
 *
 * @throws OpsError `mount-invalid` where something else is in the way
 */
export function withMountPoints<Content>(
  root: DirectoryNode<Content>,
  { entries, links }: NanosMounts,
): DirectoryNode<Content> {
  const points = entries.reduce((tree, { path }) => {
    return place(tree, partsOf(path), path, (old, attributes) => {
      if (old?.kind === 'directory') return old;
      if (old) throw occupied(path, old);
      return { kind: 'directory', ...attributes, entries: [] };
    });
  }, root);
  return links.reduce((tree, { path, target }) => {
    return place(tree, partsOf(path), path, (old, attributes) => {
      // An empty directory is nothing that a link would hide.
      if (old && !(old.kind === 'directory' && old.entries.length === 0)) throw occupied(path, old);
      return { kind: 'symlink', ...attributes, target: encode(target) };
    });
  }, points);
}

type Replace<Content> = (old: TreeNode<Content> | undefined, attributes: FileAttributes) => TreeNode<Content>;

function place<Content>(
  directory: DirectoryNode<Content>,
  [name = '', ...below]: readonly string[],
  path: string,
  replace: Replace<Content>,
): DirectoryNode<Content> {
  const bytes = encode(name);
  const index = directory.entries.findIndex((entry) => Buffer.compare(entry.name, bytes) === 0);
  const old = directory.entries[index]?.node;
  const attributes = attributesOf(directory);
  const node = below.length === 0 ? replace(old, attributes) : descend(old, attributes);
  if (node === old) return directory;
  const entry: DirectoryEntry<Content> = { name: directory.entries[index]?.name ?? bytes, node };
  const entries = index === -1 ? [...directory.entries, entry] : directory.entries.with(index, entry);
  return { ...directory, entries };

  function descend(parent: TreeNode<Content> | undefined, made: FileAttributes): TreeNode<Content> {
    if (parent && parent.kind !== 'directory') throw occupied(path, parent);
    return place(parent ?? { kind: 'directory', ...made, entries: [] }, below, path, replace);
  }
}

function attributesOf({ mode, uid, gid, atime, mtime, ctime }: FileAttributes): FileAttributes {
  return { mode, uid, gid, atime, mtime, ctime };
}

function occupied(path: string, { kind }: TreeNode<unknown>): OpsError {
  return new OpsError('mount-invalid', `mount at ${path}: the image has a ${kind} there, or on the way to it`, {
    hint: 'choose a path of directories, or leave that file out of the image',
    details: { path },
  });
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
