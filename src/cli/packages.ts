import { loadConfig } from '../config/load-config.js';
import { OpsError } from '../core/errors.js';
import { homeAt } from '../core/home.js';
import { findClosest } from '../core/suggest.js';
import { getPackage, type FetchedPackage } from '../packages/get-package.js';
import { packageAddresses, type PackageAddresses } from '../packages/package-addresses.js';
import { choosePackage, formatPackage, formatQuery, parsePackageQuery, type PackageQuery } from '../packages/package-identifier.js'; // prettier-ignore
import { loadPackageList, ONE_DAY, type ListedPackage, type PackageList } from '../packages/package-list.js';
import { GUEST_ARCHITECTURE, PackageStore, type StoredPackage } from '../packages/package-store.js';
import type { CompletionContext } from './command.js';
import type { CommandContext } from './context.js';
import { userHome } from './user-home.js';

/** Of every command that takes a package of the home. */
export const LOCAL_OPTION = {
  local: { type: 'boolean', alias: 'l', description: 'one made on this machine' },
} as const;

/** Of every command that may fetch one. */
export const SERVER_OPTIONS = {
  config: { type: 'string', alias: 'c', value: 'FILE', description: 'configuration file (config.json)' },
} as const;

export function openPackageStore(context: Pick<CommandContext, 'home'>): PackageStore {
  return new PackageStore(homeAt(context.home));
}

export async function readAddresses(
  { config: file }: { readonly config: string | undefined },
  context: CommandContext,
): Promise<PackageAddresses> {
  const { config } = await loadConfig({
    env: context.env,
    cwd: context.cwd,
    homeDirectory: userHome(context.env),
    ...(file !== undefined && { path: file }),
  });
  return packageAddresses(config, context.env);
}

/** The list of packages; says so when it is not as new as it should be. */
export async function readList(
  addresses: PackageAddresses,
  context: CommandContext,
  { refresh }: { readonly refresh: boolean },
): Promise<PackageList> {
  const options = { now: context.now(), maximumAge: refresh ? 0 : ONE_DAY, signal: context.signal };
  const list = await loadPackageList(homeAt(context.home), addresses.list, options);
  if (list.stale) context.output.note(`${list.stale.message}; the list is of ${list.fetched.toISOString()}`);
  return list;
}

/** Fetches the package that is meant, unless the home has it. @throws OpsError `package-not-found` */
export async function fetchPackage(
  text: string,
  flags: { readonly config: string | undefined; readonly force: boolean },
  context: CommandContext,
): Promise<FetchedPackage> {
  const query = parsePackageQuery(text);
  const store = openPackageStore(context);
  const stored = flags.force || query.version === undefined ? undefined : store.find('fetched', query);
  if (stored) return { package: stored, fetched: false };
  const addresses = await readAddresses(flags, context);
  const entry = await findListed(query, addresses, context);
  using progress = context.output.progress(formatPackage(entry));
  const options = { replace: flags.force, signal: context.signal, progress };
  return await getPackage(store, entry, addresses, options);
}

/** The package of the home that is meant; one of the server is fetched when it is not there. */
export async function needPackage(
  text: string,
  flags: { readonly config: string | undefined; readonly local: boolean },
  context: CommandContext,
): Promise<StoredPackage> {
  const store = openPackageStore(context);
  const query = parsePackageQuery(text);
  const stored = flags.local ? store.get('local', query) : store.find('fetched', query);
  if (stored) return stored;
  const { package: fetched } = await fetchPackage(text, { ...flags, force: false }, context);
  return fetched;
}

/** A package that the list of yesterday does not have may be in that of today. */
async function findListed(
  query: PackageQuery,
  addresses: PackageAddresses,
  context: CommandContext,
): Promise<ListedPackage> {
  const found = choose(await readList(addresses, context, { refresh: false }), query);
  if (found) return found;
  const list = await readList(addresses, context, { refresh: true });
  const again = choose(list, query);
  if (again) return again;
  const text = formatQuery(query);
  const closest = findClosest(text, list.packages.map(formatPackage));
  throw new OpsError('package-not-found', `no package is called "${text}"`, {
    hint: closest === undefined ? 'ops pkg list' : `did you mean "${closest}"?`,
    details: { reference: text },
  });
}

function choose({ packages }: PackageList, query: PackageQuery): ListedPackage | undefined {
  return choosePackage(
    packages.filter(({ architecture }) => architecture === GUEST_ARCHITECTURE),
    query,
  );
}

/** Completes a package of the home. */
export function completePackages(context: CompletionContext): Promise<string[]> {
  const store = openPackageStore(context);
  return Promise.resolve([...store.list('local'), ...store.list('fetched')].map(formatPackage));
}
