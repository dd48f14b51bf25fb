import { readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { hasErrorCode, OpsError } from '../../../core/errors.js';
import type { OperationOptions } from '../../../core/progress.js';
import { runProgram, spawnProgram, type ExternalProgram } from '../../../io/external-program.js';

const APT_CACHE: ExternalProgram = { name: 'apt-cache', package: 'apt' };
const APT_GET: ExternalProgram = { name: 'apt-get', package: 'apt' };
const DPKG_DEB: ExternalProgram = { name: 'dpkg-deb', package: 'dpkg' };
const POLL_MILLISECONDS = 100;

/** What apt's lists say about a package. */
export interface AptPackage {
  readonly name: string;
  readonly version: string;
  /** Names of the packages that it depends on, the first of each group of alternatives. */
  readonly depends: readonly string[];
  /** Bytes to download. */
  readonly size: number;
}

/**
 * The newest version of a package, or `undefined` when apt's lists do not have it.
 *
 * @throws OpsError `tool-missing` where there is no apt
 */
export async function findAptPackage(name: string, signal?: AbortSignal): Promise<AptPackage | undefined> {
  const args = ['show', '--no-all-versions', '--', name];
  const { status, stdout } = await spawnProgram(APT_CACHE, args, signal ? { signal } : {});
  return status === 0 ? parseAptPackage(stdout) : undefined;
}

/**
 * Reads a paragraph of `apt-cache show`, or `undefined` when it lacks a name or a version.
 *
 * @see https://www.debian.org/doc/debian-policy/ch-controlfields.html
 */
export function parseAptPackage(paragraph: string): AptPackage | undefined {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1]?.trim();
  const [name, version] = [field('Package'), field('Version')];
  if (name === undefined || version === undefined) return undefined;
  const depends = (field('Depends') ?? '')
    .split(',')
    .map((group) => /^[a-z0-9][a-z0-9+.-]*/.exec(group.trim())?.[0] ?? '')
    .filter((dependency) => dependency !== '');
  return { name, version, depends, size: Number(field('Size') ?? 0) };
}

/**
 * Downloads packages into the empty folder `into`; apt checks them against its signed lists.
 *
 * @returns the paths of the `.deb` files
 * @throws OpsError `tool-failed`, `interrupted`
 */
export async function downloadPackages(
  packages: readonly AptPackage[],
  into: string,
  options: OperationOptions,
): Promise<string[]> {
  const total = packages.reduce((sum, { size }) => sum + size, 0);
  const watch = setInterval(() => {
    options.progress?.report(Math.min(downloadedBytes(into), total), total, 'download');
  }, POLL_MILLISECONDS);
  try {
    // As root, apt would hand the work to a user who cannot write into a private folder.
    const sandbox = userInfo().uid === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
    const names = packages.map(({ name, version }) => `${name}=${version}`);
    await runDownload([...sandbox, '-q', 'download', '--', ...names], into, options.signal);
  } finally {
    clearInterval(watch);
  }
  options.progress?.report(total, total, 'download');
  return debsIn(into);
}

/** Unpacks the files of a `.deb` into a folder, without any of its scripts. */
export async function unpackPackage(deb: string, into: string, signal?: AbortSignal): Promise<void> {
  await runProgram(DPKG_DEB, ['--extract', deb, into], signal ? { signal } : {});
}

/** What lists that are out of date name is no longer there to download. */
async function runDownload(args: readonly string[], cwd: string, signal?: AbortSignal): Promise<void> {
  try {
    await runProgram(APT_GET, args, { cwd, ...(signal && { signal }) });
  } catch (error) {
    if (!hasErrorCode(error, 'tool-failed')) throw error;
    const { details } = error;
    throw new OpsError('tool-failed', error.message, { hint: 'apt-get update', details, cause: error });
  }
}

function debsIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => path.join(directory, name));
}

function downloadedBytes(directory: string): number {
  const sizes = debsIn(directory).map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0);
}
