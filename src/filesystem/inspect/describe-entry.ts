import type { StoredFile } from '../../core/stored-file.js';
import type { DiskEntry, DiskStatus } from './disk-tree.js';
import { showBytes } from './shown-name.js';

/** What is known of a file on a disk, for people and programs. */
export function describeEntry({ path, name }: DiskEntry, { node, links, size }: DiskStatus): StoredFile {
  const { kind, mode, uid, gid, mtime } = node;
  const isDevice = kind === 'character-device' || kind === 'block-device';
  return {
    path: showBytes(path),
    name: showBytes(name),
    kind,
    mode: mode.toString(8).padStart(4, '0'),
    links,
    uid,
    gid,
    size,
    modified: new Date(mtime.seconds * 1000 + Math.floor(mtime.nanoseconds / 1e6)).toISOString(),
    target: kind === 'symlink' ? showBytes(node.target) : null,
    device: isDevice ? { major: node.major, minor: node.minor } : null,
  };
}
