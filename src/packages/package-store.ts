import { renameSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { Home } from '../core/home.js';
import { findClosest } from '../core/suggest.js';
import { createAtomicDirectory } from '../io/atomic-directory.js';
import { makeDirectory } from '../io/directories.js';
import { onHost } from '../io/host-errors.js';
import { StoreFolder } from '../io/store-folder.js';
import { MANIFEST_NAME } from './package-manifest.js';
import {
  choosePackage,
  formatPackage,
  formatQuery,
  isPackageWord,
  packageFolder,
  parsePackageFolder,
  type PackageIdentity,
  type PackageQuery,
} from './package-identifier.js';

/** Which packages: those fetched from a server, or those made on this machine. */
export type PackageKind = 'fetched' | 'local';

/** A package of the home. */
export interface StoredPackage extends PackageIdentity {
  readonly directory: string;
}

/** As OPS calls the processors that packages are for. */
export const GUEST_ARCHITECTURE = 'amd64';

/**
 * The packages of a home, where OPS has them: a folder with a manifest is one. Folders appear and go by one rename, so
 * reading needs no lock.
 */
export class PackageStore {
  readonly #fetched: string;
  readonly #local: string;

  constructor(home: Pick<Home, 'packages' | 'localPackages'>, architecture: string = GUEST_ARCHITECTURE) {
    this.#fetched = path.join(home.packages, architecture);
    this.#local = path.join(home.localPackages, architecture);
  }

  /** By namespace, name and version. */
  list(kind: PackageKind): StoredPackage[] {
    if (kind === 'local') return packagesIn(new StoreFolder(this.#local));
    return new StoreFolder(this.#fetched)
      .names()
      .filter(isPackageWord)
      .flatMap((namespace) => packagesIn(new StoreFolder(path.join(this.#fetched, namespace)), namespace));
  }

  /** @throws OpsError `package-ambiguous` */
  find(kind: PackageKind, query: PackageQuery): StoredPackage | undefined {
    const all = this.list(kind);
    const exact = kind === 'local' ? all.find((item) => packageFolder(item) === query.name) : undefined;
    return exact ?? choosePackage(all, query);
  }

  /** @throws OpsError `package-not-found` with the closest name, `package-ambiguous` */
  get(kind: PackageKind, query: PackageQuery): StoredPackage {
    const found = this.find(kind, query);
    if (found) return found;
    const text = formatQuery(query);
    const closest = findClosest(text, this.list(kind).map(formatPackage));
    const elsewhere = kind === 'local' ? 'ops pkg list -l' : `ops pkg get ${text}`;
    throw new OpsError('package-not-found', `no ${kind} package is called "${text}"`, {
      hint: closest === undefined ? elsewhere : `did you mean "${closest}"?`,
      details: { reference: text },
    });
  }

  /**
   * Makes a package of what `fill` puts into a directory that it makes. The package appears complete or not at all.
   *
   * @param fill gets the path of the directory, which is not there, and one beside which files may be made
   * @throws OpsError `package-exists` unless `replace`, and what `fill` throws
   */
  async put(
    identity: PackageIdentity,
    fill: (directory: string, beside: string) => Promise<void>,
    options: { readonly replace: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<StoredPackage> {
    const folder = this.#folderOf(identity);
    const directory = folder.pathOf(packageFolder(identity));
    makeDirectory(folder.directory);
    using staged = createAtomicDirectory(directory);
    await fill(staged.path, folder.directory);
    await folder.exclusively(() => {
      const isThere = folder.has(packageFolder(identity));
      if (isThere && !options.replace) {
        throw new OpsError('package-exists', `package ${formatPackage(identity)} exists already`, {
          hint: 'replace it with --force',
          details: { directory },
        });
      }
      const old = isThere ? setAside(directory) : undefined;
      staged.commit();
      // Only now: its files may be many, and meanwhile the package would be gone.
      old?.[Symbol.dispose]();
    }, options.signal);
    return { ...identity, directory };
  }

  async delete({ directory, ...identity }: StoredPackage, signal?: AbortSignal): Promise<void> {
    await this.#folderOf(identity).exclusively(() => {
      setAside(directory)[Symbol.dispose]();
    }, signal);
  }

  #folderOf({ namespace }: PackageIdentity): StoreFolder {
    return new StoreFolder(namespace === undefined ? this.#local : path.join(this.#fetched, namespace));
  }
}

/** It loses its name before its files go, when what is returned is disposed of: nobody sees half of it. */
function setAside(directory: string): Disposable {
  const trash = createAtomicDirectory(directory);
  onHost('delete', directory, () => {
    renameSync(directory, trash.path);
  });
  return trash;
}

function packagesIn(folder: StoreFolder, namespace?: string): StoredPackage[] {
  return folder.names().flatMap((name) => {
    const identity = parsePackageFolder(name);
    if (!identity || !folder.hasFile(path.join(name, MANIFEST_NAME))) return [];
    return [{ ...(namespace !== undefined && { namespace }), ...identity, directory: folder.pathOf(name) }];
  });
}
