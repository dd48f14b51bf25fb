import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hasErrorCode, OpsError } from '../../../core/errors.js';
import { KIB, MIB } from '../../../core/size.js';
import type { OperationOptions } from '../../../core/progress.js';
import { makeDirectory } from '../../../io/directories.js';
import { onHost } from '../../../io/host-errors.js';
import { downloadFile } from '../../../io/http/download.js';
import { failed } from '../../../io/http/failure.js';
import { fetchText } from '../../../io/http/fetch-text.js';
import type { HttpOptions } from '../../../io/http/request.js';
import { changeFolders, publishFolder } from '../../../io/publish-folder.js';
import { DEFAULT_BASE_URL, latestAddress, releaseAddresses } from './addresses.js';
import { fetchChecksum, verifyChecksum, type PublishedChecksum } from './checksum.js';
import { openRelease, type NanosRelease } from './release.js';
import { whereToPut } from './store.js';
import { unpackRelease } from './unpack.js';
import { isVersion, NIGHTLY, parseVersion } from './version.js';

export interface FetchReleaseRequest extends OperationOptions, Pick<HttpOptions, 'silenceMilliseconds'> {
  readonly home: string;
  /** A number, or `nightly`. Default: the newest that is published. */
  readonly version?: string | undefined;
  /** Default: {@link DEFAULT_BASE_URL}. */
  readonly baseUrl?: string | undefined;
  /** Fetches it though it is there. */
  readonly force?: boolean;
  readonly retryMilliseconds?: number;
}

export interface FetchedRelease {
  readonly release: NanosRelease;
  /** False when it was there already. */
  readonly fetched: boolean;
  /** What it was checked against; null when nothing is published, or nothing was fetched. */
  readonly checksum: PublishedChecksum['algorithm'] | null;
}

/** A release has less than 10 MiB. */
const ARCHIVE_LIMIT = 256 * MIB;

/**
 * Fetches a release into `<home>/<version>/`. One that is there and whole stays; the nightly build is fetched each time.
 * What was fetched before an interruption is not fetched again.
 *
 * @throws OpsError `release-not-found` when there is no such release, `download-failed`, both with where to put the
 *   files by hand; `format-corrupt` for an archive that is not what was published or no release; `interrupted`
 */
export async function fetchRelease(request: FetchReleaseRequest): Promise<FetchedRelease> {
  const { home, baseUrl = DEFAULT_BASE_URL, signal } = request;
  try {
    const version = request.version === undefined ? await fetchLatest(baseUrl, request) : parseVersion(request.version);
    const change = (): Promise<FetchedRelease> => fetchUnlessThere(version, baseUrl, request);
    return await changeFolders(home, change, signal);
  } catch (error) {
    if (!hasErrorCode(error, 'download-failed')) throw error;
    throw withWayOut(error, path.join(home, request.version ?? '<version>'));
  }
}

async function fetchLatest(baseUrl: string, request: FetchReleaseRequest): Promise<string> {
  const url = latestAddress(baseUrl);
  const text = (await fetchText(url, { ...request, limit: KIB }))?.trim() ?? '';
  if (text !== NIGHTLY && isVersion(text)) return text;
  throw failed(url, 'it does not say which release is the newest');
}

async function fetchUnlessThere(
  version: string,
  baseUrl: string,
  request: FetchReleaseRequest,
): Promise<FetchedRelease> {
  const { home, force = false } = request;
  const present = force || version === NIGHTLY ? undefined : findWhole(path.join(home, version));
  if (present) return { release: present, fetched: false, checksum: null };
  const addresses = releaseAddresses(baseUrl, version);
  const downloads = path.join(home, 'cache', 'downloads');
  makeDirectory(downloads);
  const file = path.join(downloads, path.basename(addresses.archive));
  const checksum = await fetchChecksum(addresses, request);
  await downloadArchive(addresses.archive, file, request, version);
  try {
    const archive = onHost('read', file, () => readFileSync(file));
    if (checksum) verifyChecksum(archive, checksum, addresses.archive);
    const directory = await publishFolder(home, (folder) => {
      unpackRelease(archive, folder, addresses.archive);
      openRelease(folder);
      return version;
    });
    return { release: openRelease(directory), fetched: true, checksum: checksum?.algorithm ?? null };
  } finally {
    // What was wrong with it would be wrong with it the next time.
    rmSync(file, { force: true });
  }
}

async function downloadArchive(
  url: string,
  file: string,
  request: FetchReleaseRequest,
  version: string,
): Promise<void> {
  try {
    await downloadFile({ ...request, url, file, limit: ARCHIVE_LIMIT });
  } catch (error) {
    if (!hasErrorCode(error, 'download-failed')) throw error;
    const { status } = error.details;
    if (status !== 404 && status !== 403) throw error;
    throw new OpsError('release-not-found', `there is no Nanos ${version} at ${url}`, {
      hint: `fetch the newest: ops update\n${whereToPut(path.join(request.home, version))}`,
      details: { url, version },
      cause: error,
    });
  }
}

function findWhole(directory: string): NanosRelease | undefined {
  try {
    return openRelease(directory);
  } catch (error) {
    if (error instanceof OpsError) return undefined;
    throw error;
  }
}

function withWayOut(error: OpsError, directory: string): OpsError {
  return new OpsError('download-failed', error.message, {
    hint: `try again when there is a network: ops update\n${whereToPut(directory)}`,
    details: error.details,
    cause: error,
  });
}
