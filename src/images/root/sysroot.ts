import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../core/errors.js';

/** What stands at a path of a {@link Sysroot}, links followed. */
export interface Found {
  /** The path below the root, without links. */
  readonly path: string;
  /** The same on this machine. */
  readonly hostPath: string;
  readonly kind: 'file' | 'directory' | 'other';
  /** Low 12 bits: permissions, set-user-id, set-group-id, sticky. */
  readonly mode: number;
}

/** As many as Linux follows in one path (path_resolution(7)). */
const MAX_LINKS = 40;

type Entry = { readonly kind: 'link'; readonly target: string } | { readonly kind: 'node'; readonly stats: Stats };

/**
 * A directory of this machine seen as the root of a system: absolute links are followed below it and nothing leads
 * out of it. `/` is this machine itself. What was looked up is remembered, for one resolution of a program.
 */
export class Sysroot {
  readonly directory: string;
  readonly #entries = new Map<string, Entry | undefined>();

  /** `directory` is absolute. */
  constructor(directory = '/') {
    this.directory = path.resolve(directory);
  }

  /** What is at the absolute `guestPath`; `undefined` when nothing is, or a link leads nowhere or in a circle. */
  find(guestPath: string): Found | undefined {
    const pending = split(guestPath).reverse();
    const done: string[] = [];
    let entry: Entry | undefined = this.#entry([]);
    let links = 0;
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (name === '..') {
        done.pop();
        continue;
      }
      entry = this.#entry([...done, name]);
      if (!entry) return undefined;
      if (entry.kind === 'link') {
        if (++links > MAX_LINKS) return undefined;
        if (entry.target.startsWith('/')) done.length = 0;
        pending.push(...split(entry.target).reverse());
      } else {
        if (pending.length > 0 && !entry.stats.isDirectory()) return undefined;
        done.push(name);
      }
    }
    return this.#found(done);
  }

  findFile(guestPath: string): Found | undefined {
    const found = this.find(guestPath);
    return found?.kind === 'file' ? found : undefined;
  }

  /** Names in the directory at `guestPath`, sorted; none when it is no directory that can be read. */
  list(guestPath: string): string[] {
    const found = this.find(guestPath);
    if (found?.kind !== 'directory') return [];
    try {
      return readdirSync(found.hostPath).sort();
    } catch {
      return [];
    }
  }

  #found(parts: readonly string[]): Found | undefined {
    const entry = this.#entry(parts);
    if (entry?.kind !== 'node') return undefined;
    const { stats } = entry;
    return {
      path: `/${parts.join('/')}`,
      hostPath: path.join(this.directory, ...parts),
      kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
      mode: stats.mode & 0o7777,
    };
  }

  #entry(parts: readonly string[]): Entry | undefined {
    const hostPath = path.join(this.directory, ...parts);
    if (this.#entries.has(hostPath)) return this.#entries.get(hostPath);
    const entry = readEntry(hostPath, parts.length > 0);
    this.#entries.set(hostPath, entry);
    return entry;
  }
}

function readEntry(hostPath: string, mayBeLink: boolean): Entry | undefined {
  try {
    // The root itself may be given by a link.
    const stats = mayBeLink ? lstatSync(hostPath) : lstatSync(`${hostPath}/.`);
    return stats.isSymbolicLink() ? { kind: 'link', target: readlinkSync(hostPath) } : { kind: 'node', stats };
  } catch {
    return undefined;
  }
}

function split(text: string): string[] {
  return text.split('/').filter((part) => part !== '' && part !== '.');
}

/**
 * The root that `--target-root` names, relative to `workingDirectory`.
 * @throws OpsError `source-not-found` when it is no directory
 */
export function openSysroot(directory: string, workingDirectory: string): Sysroot {
  const sysroot = new Sysroot(path.resolve(workingDirectory, directory));
  if (sysroot.find('/')?.kind === 'directory') return sysroot;
  throw new OpsError('source-not-found', `${directory}: no such directory to take as the target root`, {
    hint: 'name a directory with the usr, lib and etc of a system',
  });
}
