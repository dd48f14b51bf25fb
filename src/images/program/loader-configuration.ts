import { readFileSync } from 'node:fs';
import path from 'node:path';
import { hasWildcard, pathPattern } from '../../filesystem/path-pattern.js';
import type { Sysroot } from '../root/sysroot.js';

/** Deep enough for any real configuration, and an end for files that include one another. */
const MAX_INCLUDE_DEPTH = 8;

/**
 * The directories that `/etc/ld.so.conf` and what it includes name, in order, each once (ldconfig(8)).
 *
 * The text is read and not `/etc/ld.so.cache`, which is made from it: the cache is missing from many target roots, tells
 * what was there when ldconfig last ran, and names what this machine's processor prefers, which the guest may lack.
 */
export function readLoaderConfiguration(sysroot: Sysroot): string[] {
  return [...new Set(readDirectories(sysroot, '/etc/ld.so.conf', MAX_INCLUDE_DEPTH))];
}

function readDirectories(sysroot: Sysroot, file: string, depth: number): string[] {
  return readLines(sysroot, file).flatMap((line) => {
    const [first = '', ...patterns] = line.split(/\s+/);
    if (first === 'include') {
      if (depth === 0) return [];
      const files = patterns.flatMap((pattern) => expandPattern(sysroot, path.posix.resolve('/etc', pattern)));
      return files.flatMap((included) => readDirectories(sysroot, included, depth - 1));
    }
    if (first === 'hwcap') return [];
    // A directory may carry the kind of its libraries: /usr/lib=libc6.
    return line
      .split(/[\s:,]+/)
      .map((directory) => directory.replace(/=.*$/, ''))
      .filter((directory) => directory.startsWith('/'));
  });
}

function readLines(sysroot: Sysroot, file: string): string[] {
  const found = sysroot.findFile(file);
  if (!found) return [];
  let text: string;
  try {
    text = readFileSync(found.hostPath, 'utf8');
  } catch {
    // As the loader does: a configuration that cannot be read is none.
    return [];
  }
  return text
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** Files whose last name matches a shell pattern, sorted as glob(3) does. */
function expandPattern(sysroot: Sysroot, pattern: string): string[] {
  const [directory, name] = [path.posix.dirname(pattern), path.posix.basename(pattern)];
  if (!hasWildcard(name)) return [pattern];
  const matcher = pathPattern(name);
  return sysroot
    .list(directory)
    .filter((candidate) => !candidate.startsWith('.') && matcher.test(candidate))
    .map((candidate) => path.posix.join(directory, candidate));
}
