import { readdirSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../core/errors.js';
import type { TreeEntry } from '../../filesystem/entries.js';
import { hasWildcard, pathPattern } from '../../filesystem/path-pattern.js';
import type { Sysroot } from './sysroot.js';

/**
 * One entry of `MapDirs`: the files that match `pattern` go below `target`, by their path below the part of the pattern
 * that has no wildcard. `assets/*` -> `/srv` puts `assets/img/a.png` at `/srv/img/a.png`. A pattern without a wildcard
 * names a directory, whose contents go to `target`, or a file, which goes into it.
 *
 * As in OPS, a pattern whose only wildcards are in its last name matches at every depth: `src/*.js` finds `src/a/b.js`.
 *
 * @throws OpsError `source-not-found` when nothing matches, `config-invalid` when `target` is not absolute,
 * `source-unreadable`
 */
export function mapDirectory(pattern: string, target: string, parentDirectory: string, host: Sysroot): TreeEntry[] {
  const property = `MapDirs["${pattern}"]`;
  if (!target.startsWith('/')) {
    throw new OpsError('config-invalid', `${property}: "${target}" is not an absolute path of the guest`, {
      hint: `write "${path.posix.resolve('/', target)}"`,
    });
  }
  const entries = hasWildcard(pattern)
    ? mapMatches(pattern, target, parentDirectory, property)
    : mapWhole(path.resolve(parentDirectory, pattern), target, host);
  if (entries.length > 0) return entries;
  throw new OpsError('source-not-found', `${property}: nothing matches`, { details: { property, source: pattern } });
}

function mapWhole(absolute: string, target: string, host: Sysroot): TreeEntry[] {
  const found = host.find(absolute);
  if (!found || found.kind === 'other') return [];
  const guestPath = found.kind === 'file' ? path.posix.join(target, path.basename(absolute)) : target;
  return [{ path: path.posix.resolve('/', guestPath), kind: 'host', hostPath: found.hostPath }];
}

function mapMatches(pattern: string, target: string, parentDirectory: string, property: string): TreeEntry[] {
  const names = pattern.split('/');
  const first = names.findIndex(hasWildcard);
  const base = path.resolve(
    parentDirectory,
    names
      .slice(0, first)
      .map((name) => `${name}/`)
      .join(''),
  );
  const wild = names.slice(first).join('/');
  const matcher = pathPattern(first === names.length - 1 ? `**/${wild}` : wild);
  return walkFiles(base, '', property)
    .filter((below) => matcher.test(below))
    .map((below) => ({
      path: path.posix.resolve('/', target, below),
      kind: 'host',
      hostPath: path.join(base, below),
      follow: false,
    }));
}

/** Paths below `base` of all files and links, sorted within each directory. Links are not followed. */
function walkFiles(base: string, below: string, property: string): string[] {
  return readDirectory(path.join(base, below), property).flatMap((entry) => {
    const name = path.posix.join(below, entry.name);
    if (entry.isDirectory()) return walkFiles(base, name, property);
    return entry.isFile() || entry.isSymbolicLink() ? [name] : [];
  });
}

function readDirectory(directory: string, property: string) {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && isAbsence(cause.code)) return [];
    throw new OpsError('source-unreadable', `${property}: ${directory} cannot be read`, { cause });
  }
}

function isAbsence(code: unknown): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}
