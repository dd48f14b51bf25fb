import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { Home } from '../core/home.js';
import type { OperationOptions } from '../core/progress.js';
import { showUrl } from '../io/http/failure.js';
import { receiveBytes } from '../io/http/receive.js';
import { readCached, writeCached } from '../io/json-cache.js';
import { isPackageWord, type PackageIdentity } from './package-identifier.js';

/** A package that can be fetched. */
export interface ListedPackage extends PackageIdentity {
  readonly namespace: string;
  readonly language: string;
  readonly description: string;
  readonly architecture: string;
  /** Of its archive, in hexadecimal; empty where the list has none. */
  readonly sha256: string;
}

export interface PackageList {
  readonly packages: readonly ListedPackage[];
  /** When it was fetched. */
  readonly fetched: Date;
  /** Why it is no newer; absent when it is as new as was asked for. */
  readonly stale?: OpsError;
}

interface CachedList {
  readonly address: string;
  /** ISO 8601. */
  readonly fetched: string;
  readonly list: unknown;
}

export interface PackageListOptions extends OperationOptions {
  readonly now: Date;
  /** How old it may be, in milliseconds. */
  readonly maximumAge: number;
}

export const ONE_DAY = 24 * 60 * 60 * 1000;
const MAXIMUM_SIZE = 64 * 1024 * 1024;

/**
 * The list of packages at an address; the one that was fetched last when the address cannot be reached.
 *
 * @throws OpsError `download-failed` when there is none from before either, `format-corrupt`, `interrupted`
 */
export async function loadPackageList(home: Home, address: string, options: PackageListOptions): Promise<PackageList> {
  const file = path.join(home.cache, 'package-list.json');
  const found = await readCached(file, isCachedList);
  const cached = found?.address === address ? found : undefined;
  const fetched = cached && new Date(cached.fetched);
  if (cached && fetched && options.now.getTime() - fetched.getTime() < options.maximumAge) {
    return { packages: readPackageList(cached.list, address), fetched };
  }
  try {
    const list = await fetchList(address, options);
    const packages = readPackageList(list, address);
    await writeCached(file, { address, fetched: options.now.toISOString(), list } satisfies CachedList);
    return { packages, fetched: options.now };
  } catch (error) {
    if (!(error instanceof OpsError) || error.code === 'interrupted' || !cached || !fetched) throw error;
    return { packages: readPackageList(cached.list, address), fetched, stale: error };
  }
}

/**
 * Reads `{"Version": n, "Packages": [{version, language, description, sha256, name, namespace, arch}]}`. Packages with
 * names that no folder may have are left out.
 *
 * @throws OpsError `format-corrupt`
 */
export function readPackageList(list: unknown, address: string): ListedPackage[] {
  const packages: unknown = isObject(list) ? list['Packages'] : undefined;
  if (!Array.isArray(packages)) {
    throw new OpsError('format-corrupt', `${showUrl(address)}: this is not a list of packages`);
  }
  return packages.filter(isObject).flatMap((entry) => {
    const text = (key: string): string => (typeof entry[key] === 'string' ? entry[key] : '');
    const [namespace, name, version] = [text('namespace'), text('name'), text('version')];
    if (![namespace, name, version].every(isPackageWord)) return [];
    return [
      {
        namespace,
        name,
        version,
        language: text('language'),
        description: text('description'),
        architecture: text('arch') || 'amd64',
        sha256: text('sha256'),
      },
    ];
  });
}

async function fetchList(address: string, options: OperationOptions): Promise<unknown> {
  const bytes = await receiveBytes(address, { ...options, maximumSize: MAXIMUM_SIZE });
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    throw new OpsError('format-corrupt', `${showUrl(address)}: this is not JSON`, { cause: error });
  }
}

function isCachedList(value: unknown): value is CachedList {
  return (
    isObject(value) &&
    typeof value['address'] === 'string' &&
    typeof value['fetched'] === 'string' &&
    !Number.isNaN(Date.parse(value['fetched'])) &&
    'list' in value
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
