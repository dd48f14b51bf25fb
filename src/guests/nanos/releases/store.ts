import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { OpsError } from '../../../core/errors.js';
import { onHost } from '../../../io/host-errors.js';
import { openRelease, RELEASE_FILES, type NanosRelease } from './release.js';
import { compareVersions, isVersion, NIGHTLY, parseVersion } from './version.js';

/** A folder of the home that should be a release. */
export interface StoredRelease {
  readonly version: string;
  readonly directory: string;
  /** Why it cannot be used; absent when it can. */
  readonly problem?: string;
}

export interface ReleaseChoice {
  readonly home: string;
  /** Default: the newest with a number. */
  readonly version?: string | undefined;
  /** A folder instead of one of the home. */
  readonly directory?: string | undefined;
}

/** Every release of the home, the newest first. */
export function listReleases(home: string): StoredRelease[] {
  if (!statSync(home, { throwIfNoEntry: false })) return [];
  return onHost('list', home, () => readdirSync(home))
    .filter((name) => isVersion(name))
    .sort((a, b) => compareVersions(b, a))
    .map((version) => describe(version, path.join(home, version)));
}

/**
 * The release that guests boot: the one in `directory`, else the one of that version, else the newest of the home.
 *
 * @throws OpsError `release-not-found`, `usage-invalid` for what is no version, and what `openRelease` throws
 */
export function findRelease({ home, version, directory }: ReleaseChoice): NanosRelease {
  if (directory !== undefined) {
    if (isDirectory(directory)) return openRelease(directory);
    throw new OpsError('release-not-found', `${directory}: no such folder`, { hint: whereToPut(directory) });
  }
  if (version !== undefined) return openStored(home, parseVersion(version));
  const newest = listReleases(home).find((release) => release.version !== NIGHTLY && release.problem === undefined);
  if (newest) return openRelease(newest.directory);
  throw new OpsError('release-not-found', `there is no Nanos release in ${home}`, {
    hint: `ops update\n${whereToPut(path.join(home, '<version>'))}`,
    details: { home },
  });
}

function openStored(home: string, version: string): NanosRelease {
  const directory = path.join(home, version);
  if (isDirectory(directory)) return openRelease(directory);
  const fetched = version === NIGHTLY ? 'ops update --nightly' : `ops update --nanos-version ${version}`;
  throw new OpsError('release-not-found', `there is no Nanos ${version} in ${home}`, {
    hint: `${fetched}\n${whereToPut(directory)}`,
    details: { home, version, releases: listReleases(home).map((release) => release.version) },
  });
}

/** For machines without a network. */
export function whereToPut(directory: string): string {
  const { kernel, boot, klibs } = RELEASE_FILES;
  return `or put ${kernel}, ${boot} and ${klibs}/ of a release into ${directory}/`;
}

function describe(version: string, directory: string): StoredRelease {
  try {
    openRelease(directory);
    return { version, directory };
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    return { version, directory, problem: error.message };
  }
}

function isDirectory(directory: string): boolean {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
