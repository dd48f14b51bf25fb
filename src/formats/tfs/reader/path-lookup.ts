import { OpsError } from '../../../core/errors.js';
import { showName } from '../../ext4/names.js';
import { symbolOf, type Tuple } from '../tuple/index.js';
import { kindOf } from './node-reader.js';
import { targetOf } from './stored-attributes.js';
import { findEntry } from './stored-entries.js';

const SLASH = 0x2f;
/** As many links as Nanos follows. */
const LINKS_FOLLOWED = 40;

/**
 * Finds the file at a path from the root, `/` at its start or not, and follows symbolic links, the last part's too.
 * @throws OpsError `source-not-found` when a part is not there, is in what is no directory, or leads round in circles
 */
export function lookUpPath(root: Tuple, path: Uint8Array): Tuple {
  const pending = partsOf(path);
  // The directories from the root to where we are, for `..`: tuples do not know what they are in.
  const trail = [root];
  let found = root;
  let links = 0;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found !== trail.at(-1)) throw notFound(path, `what ${quote(name)} should be in is a ${kindOf(found)}`);
    if (name === '.') continue;
    if (name === '..') {
      if (trail.length > 1) trail.pop();
      found = trail.at(-1) ?? root;
      continue;
    }
    const next = findEntry(found, name);
    if (!next) throw notFound(path, `there is no ${quote(name)}`);
    if (kindOf(next) === 'symlink') {
      if (++links > LINKS_FOLLOWED) throw notFound(path, `more than ${LINKS_FOLLOWED} symbolic links`);
      const target = targetOf(next);
      if (target[0] === SLASH) trail.splice(1);
      found = trail.at(-1) ?? root;
      pending.push(...partsOf(target));
      continue;
    }
    found = next;
    if (kindOf(next) === 'directory') trail.push(next);
  }
  return found;
}

/** The names of a path, the first one last. */
function partsOf(path: Uint8Array): string[] {
  return symbolOf(path)
    .split('/')
    .filter((name) => name !== '')
    .reverse();
}

function quote(name: string): string {
  return showName(Uint8Array.from(Buffer.from(name, 'latin1')));
}

function notFound(path: Uint8Array, reason: string): OpsError {
  return new OpsError('source-not-found', `${showName(path)}: ${reason}`);
}
