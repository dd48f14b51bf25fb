import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import { findClosest } from '../../../core/suggest.js';
import { writeFileAtomic } from '../../../io/atomic-file.js';
import { onHost } from '../../../io/host-errors.js';
import { isKernelFolder, openKernel, type Kernel } from './kernel.js';
import { changeFolders, removeFolder } from '../../../io/publish-folder.js';
import { compareReleases } from './release.js';

/** A kernel of the home, as `ops kernel list` shows it. */
export interface StoredKernel extends Kernel {
  /** The one that guests get: the one chosen by `use`, else the newest. */
  readonly inUse: boolean;
}

export interface KernelReference {
  readonly home: string;
  readonly release: string;
}

export interface KernelDeletion extends KernelReference {
  readonly force?: boolean;
}

/** The file that names the release chosen by `use`. */
const CHOICE = 'selected';

/** The folder of the kernels of a home; it may be a symbolic link. */
export function kernelsDirectory(home: string): string {
  return path.join(home, 'kernels');
}

/** All kernels of the home, the newest first. A folder that is not whole is none: installing replaces it. */
export function listKernels({ home }: { readonly home: string }): StoredKernel[] {
  const directory = kernelsDirectory(home);
  const kernels = releasesIn(directory).map((release) => openKernel(path.join(directory, release)));
  kernels.sort((a, b) => compareReleases(b.release, a.release));
  const choice = readChoice(directory);
  const chosen = kernels.find((kernel) => kernel.release === choice) ?? kernels[0];
  return kernels.map((kernel) => ({ ...kernel, inUse: kernel === chosen }));
}

/** The kernel of the home that guests get, or `undefined` when there is none. */
export function findStoredKernel(home: string): Kernel | undefined {
  const found = listKernels({ home }).find((kernel) => kernel.inUse);
  return found && openKernel(found.directory);
}

/**
 * Makes guests get this kernel from now on, whatever is installed later.
 *
 * @throws OpsError `kernel-not-found`
 */
export async function useKernel({ home, release }: KernelReference): Promise<Kernel> {
  const directory = kernelsDirectory(home);
  return changeFolders(directory, () => {
    const kernel = getKernel(directory, release);
    writeFileAtomic(path.join(directory, CHOICE), `${release}\n`, { mode: 0o644 });
    return kernel;
  });
}

/**
 * Removes a kernel of the home. The one chosen by `use` is kept unless `force`, which drops the choice, too. Guests
 * that run have the kernel in memory and do not mind.
 *
 * @throws OpsError `kernel-not-found`, `kernel-in-use`
 */
export async function deleteKernel({ home, release, force = false }: KernelDeletion): Promise<Kernel> {
  const directory = kernelsDirectory(home);
  return changeFolders(directory, () => {
    const kernel = getKernel(directory, release);
    if (readChoice(directory) === release) {
      if (!force) throw inUse(release);
      onHost('delete', path.join(directory, CHOICE), () => {
        rmSync(path.join(directory, CHOICE));
      });
    }
    removeFolder(directory, release);
    return kernel;
  });
}

function getKernel(directory: string, release: string): Kernel {
  const releases = releasesIn(directory);
  if (releases.includes(release)) return openKernel(path.join(directory, release));
  const close = findClosest(release, releases);
  throw new OpsError('kernel-not-found', `no kernel "${release}" is installed`, {
    hint: close === undefined ? 'see what is installed: ops kernel list' : `did you mean "${close}"?`,
    details: { release },
  });
}

function releasesIn(directory: string): string[] {
  if (!onHost('examine', directory, () => statSync(directory, { throwIfNoEntry: false }))) return [];
  return onHost('list', directory, () => readdirSync(directory)).filter(
    (name) => !name.startsWith('.') && isKernelFolder(path.join(directory, name)),
  );
}

function readChoice(directory: string): string | undefined {
  const file = path.join(directory, CHOICE);
  if (!onHost('examine', file, () => statSync(file, { throwIfNoEntry: false }))) return undefined;
  return onHost('read', file, () => readFileSync(file, 'utf8')).trim();
}

function inUse(release: string): OpsError {
  return new OpsError('kernel-in-use', `kernel ${release}: it is the one chosen by "ops kernel use"`, {
    hint: 'choose another one first, or --force',
    details: { release },
  });
}
