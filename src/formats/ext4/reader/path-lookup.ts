import { OpsError } from '../../../core/errors.js';
import { compareBytes } from '../../binary/bytes.js';
import { DOT, DOT_DOT } from '../directory-entry.js';
import { ROOT_INODE } from '../inode.js';
import { showName } from '../names.js';
import type { NodeReader } from './node-reader.js';
import type { StoredDirectory } from './directory-reader.js';

const SLASH = 0x2f;
/** As many links as Linux follows. */
const LINKS_FOLLOWED = 40;

/**
 * Finds the inode of a path from the root, `/` at its start or not, and follows symbolic links, the last part's too.
 * @throws OpsError `source-not-found` when a part is not there, is in what is no directory, or leads round in circles
 */
export function lookUpPath(reader: NodeReader, path: Uint8Array): number {
  let inode = ROOT_INODE;
  let links = 0;
  const names = splitPath(path);
  // What is left to follow, the next name last.
  const pending = names.reverse();
  for (let name = pending.pop(); name; name = pending.pop()) {
    const found = stepInto(reader, inode, name);
    const stored = found === undefined ? undefined : reader.inode(found);
    if (!stored) throw notFound(path, `there is no ${showName(name)}`);
    if (stored.kind !== 'symlink') {
      inode = stored.number;
      continue;
    }
    if (++links > LINKS_FOLLOWED) throw notFound(path, `more than ${LINKS_FOLLOWED} symbolic links`);
    const target = reader.target(stored);
    if (target[0] === SLASH) inode = ROOT_INODE;
    for (const part of splitPath(target).reverse()) pending.push(part);
  }
  return inode;

  function stepInto(nodes: NodeReader, directory: number, name: Uint8Array): number | undefined {
    const stored = nodes.inode(directory);
    if (stored.kind !== 'directory') throw notFound(path, `what ${showName(name)} should be in is a ${stored.kind}`);
    if (compareBytes(name, DOT) === 0) return directory;
    const { parent, entries } = nodes.directory(stored);
    if (compareBytes(name, DOT_DOT) === 0) return parent;
    return findEntry(entries, name);
  }
}

/** Entries are by name. */
function findEntry(entries: StoredDirectory['entries'], name: Uint8Array): number | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry && compareBytes(entry.name, name) < 0) low = middle + 1;
    else high = middle;
  }
  const entry = entries[low];
  return entry && compareBytes(entry.name, name) === 0 ? entry.inode : undefined;
}

function splitPath(path: Uint8Array): Uint8Array[] {
  const names: Uint8Array[] = [];
  for (let at = 0; at < path.length;) {
    const slash = path.indexOf(SLASH, at);
    const end = slash < 0 ? path.length : slash;
    if (end > at) names.push(path.subarray(at, end));
    at = end + 1;
  }
  return names;
}

function notFound(path: Uint8Array, reason: string): OpsError {
  return new OpsError('source-not-found', `${showName(path)}: ${reason}`);
}
