import { hasErrorCode, OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { createAtomicFile } from '../io/atomic-file.js';
import { showUrl } from '../io/http/failure.js';
import { receiveFile } from '../io/http/receive.js';
import { fillPackage } from './fill-package.js';
import { archiveAddress, type PackageAddresses } from './package-addresses.js';
import { formatPackage, packageFolder } from './package-identifier.js';
import type { ListedPackage } from './package-list.js';
import type { PackageStore, StoredPackage } from './package-store.js';
import { PACKAGE_RULES } from './unpack-package.js';

export interface FetchedPackage {
  readonly package: StoredPackage;
  /** False when the home had it already. */
  readonly fetched: boolean;
}

/**
 * Fetches a package of a list into the home, unless it is there.
 *
 * @throws OpsError `download-failed`, `download-mismatch`, `package-invalid`, `format-*`, `host-*`, `interrupted`
 */
export async function getPackage(
  store: PackageStore,
  entry: ListedPackage,
  addresses: PackageAddresses,
  options: OperationOptions & { readonly replace: boolean },
): Promise<FetchedPackage> {
  const { namespace, name, version, sha256 } = entry;
  const identity = { namespace, name, version };
  const stored = options.replace ? undefined : store.find('fetched', identity);
  if (stored) return { package: stored, fetched: false };
  if (!/^[0-9a-f]{64}$/i.test(sha256)) {
    throw new OpsError('download-mismatch', `${formatPackage(identity)}: the list has no sha256 of it`, {
      hint: 'ask who publishes the list',
    });
  }
  const url = archiveAddress(addresses, entry);
  const fill = async (directory: string, beside: string): Promise<void> => {
    using archive = createAtomicFile(beside, packageFolder(identity));
    await receiveFile(url, archive, { ...options, sha256, maximumSize: PACKAGE_RULES.maximumArchive });
    await fillPackage({ source: archive.path, shown: showUrl(url), directory, beside }, options);
  };
  try {
    return { package: await store.put(identity, fill, options), fetched: true };
  } catch (error) {
    // Another command fetched it meanwhile.
    const other = hasErrorCode(error, 'package-exists') ? store.find('fetched', identity) : undefined;
    if (other) return { package: other, fetched: false };
    throw error;
  }
}
