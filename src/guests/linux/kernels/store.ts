import { randomBytes } from 'node:crypto';
import {
  fsyncSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import { findClosest } from '../../../core/suggest.js';
import { writeFileAtomic } from '../../../io/atomic-file.js';
import { withFileLock } from '../../../io/file-lock.js';
import { onHost } from '../../../io/host-errors.js';
import { openKernel, RECORD, VMLINUX, type Kernel } from './kernel.js';
import { compareReleases } from './release.js';

/** A kernel of the store, as `ops kernel list` shows it. */
export interface StoredKernel extends Kernel {
  /** The one that guests get: the one chosen by `use`, else the newest. */
  readonly inUse: boolean;
}

const LOCK = '.lock';
const CHOICE = 'selected';
/** Folders that are being filled or emptied. Nobody but the holder of the lock has any. */
const UNFINISHED = '.unfinished-';
/** Another process may be in the middle of an installation, which downloads. */
const LOCK_TIMEOUT_MILLISECONDS = 600_000;

/** The folder of the kernels of a home; it may be a symbolic link. */
export function kernelsDirectory(home: string): string {
  return path.join(home, 'kernels');
}

/** All kernels of the home, the newest first. Folders without `kernel.json` are none. */
export function listKernels({ home }: { readonly home: string }): StoredKernel[] {
  const directory = kernelsDirectory(home);
  const kernels = releasesIn(directory).map((release) => openKernel(path.join(directory, release)));
  kernels.sort((a, b) => compareReleases(b.release, a.release));
  const choice = readChoice(directory);
  const chosen = kernels.find((kernel) => kernel.release === choice) ?? kernels[0];
  return kernels.map((kernel) => ({ ...kernel, inUse: kernel === chosen }));
}

/** The kernel that guests get, or `undefined` when the home has none. */
export function findStoredKernel(home: string): Kernel | undefined {
  return listKernels({ home }).find((kernel) => kernel.inUse);
}

/**
 * Makes guests get this kernel from now on, whatever is installed later.
 *
 * @throws OpsError `kernel-not-found`
 */
export async function useKernel({ home, release }: KernelReference): Promise<Kernel> {
  return changeStore(home, (directory) => {
    const kernel = getKernel(home, release);
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
  return changeStore(home, (directory) => {
    const kernel = getKernel(home, release);
    if (readChoice(directory) === release) {
      if (!force) throw inUse(release);
      rmSync(path.join(directory, CHOICE));
    }
    const away = unfinishedPath(directory);
    onHost('delete', kernel.directory, () => {
      renameSync(kernel.directory, away);
      rmSync(away, { recursive: true });
    });
    return kernel;
  });
}

export interface KernelReference {
  readonly home: string;
  readonly release: string;
}

export interface KernelDeletion extends KernelReference {
  readonly force?: boolean;
}

/**
 * Runs `change` on the store's folder while no other process changes it. What a killed one left behind is removed
 * first.
 */
export async function changeStore<T>(
  home: string,
  change: (directory: string) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const directory = kernelsDirectory(home);
  onHost('create', directory, () => mkdirSync(directory, { recursive: true }));
  const options = { timeoutMilliseconds: LOCK_TIMEOUT_MILLISECONDS, signal };
  return withFileLock(
    path.join(directory, LOCK),
    () => {
      removeUnfinished(directory);
      return change(directory);
    },
    options,
  );
}

/**
 * Gives `fill` an empty folder in `directory`, and when it has succeeded, gives that folder the name that it returns,
 * replacing what has it. When it fails, nothing is left.
 *
 * @returns the folder's new path
 */
export async function publishFolder(
  directory: string,
  fill: (folder: string) => string | Promise<string>,
): Promise<string> {
  const folder = unfinishedPath(directory);
  onHost('create', folder, () => {
    mkdirSync(folder);
  });
  try {
    const name = await fill(folder);
    const final = path.join(directory, name);
    onHost('create', final, () => {
      syncFile(path.join(folder, VMLINUX));
      if (statSync(final, { throwIfNoEntry: false })) renameSync(final, unfinishedPath(directory));
      renameSync(folder, final);
      syncFile(directory);
    });
    return final;
  } finally {
    removeUnfinished(directory);
  }
}

/** @throws OpsError `kernel-not-found` */
function getKernel(home: string, release: string): Kernel {
  const directory = kernelsDirectory(home);
  const releases = releasesIn(directory);
  if (releases.includes(release)) return openKernel(path.join(directory, release));
  const close = findClosest(release, releases);
  const hint = close === undefined ? 'see what is installed: ops kernel list' : `did you mean "${close}"?`;
  throw new OpsError('kernel-not-found', `no kernel "${release}" is installed`, { hint, details: { release } });
}

function releasesIn(directory: string): string[] {
  if (!statSync(directory, { throwIfNoEntry: false })) return [];
  return onHost('list', directory, () => readdirSync(directory)).filter(
    (name) =>
      !name.startsWith('.') && statSync(path.join(directory, name, RECORD), { throwIfNoEntry: false }) !== undefined,
  );
}

function readChoice(directory: string): string | undefined {
  const file = path.join(directory, CHOICE);
  if (!statSync(file, { throwIfNoEntry: false })) return undefined;
  return onHost('read', file, () => readFileSync(file, 'utf8')).trim();
}

function unfinishedPath(directory: string): string {
  return path.join(directory, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
}

function removeUnfinished(directory: string): void {
  onHost('clean', directory, () => {
    for (const name of readdirSync(directory).filter((entry) => entry.startsWith(UNFINISHED))) {
      rmSync(path.join(directory, name), { recursive: true, force: true });
    }
  });
}

function syncFile(file: string): void {
  const fd = openSync(file, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function inUse(release: string): OpsError {
  return new OpsError('kernel-in-use', `kernel ${release}: it is the one chosen by "ops kernel use"`, {
    hint: 'choose another one first, or --force',
    details: { release },
  });
}
