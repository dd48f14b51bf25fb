import { OpsError } from '../core/errors.js';

/** What a package is called. Those of this machine's own making have no namespace. */
export interface PackageIdentity {
  readonly namespace?: string;
  readonly name: string;
  readonly version: string;
}

/** What somebody typed for a package. */
export interface PackageQuery {
  /** Absent: that of the only package with this name. */
  readonly namespace?: string;
  readonly name: string;
  /** Absent: the latest. */
  readonly version?: string;
}

const PART = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/;
const LATEST = 'latest';

/**
 * Reads `[<namespace>/]<name>[:<version>]`.
 *
 * @throws OpsError `name-invalid`
 * @example parsePackageQuery('eyberg/node:v14.2.0') // { namespace: 'eyberg', name: 'node', version: 'v14.2.0' }
 */
export function parsePackageQuery(text: string): PackageQuery {
  const [, namespace, name = '', version] = /^(?:([^/]*)\/)?([^/:]*)(?::(.*))?$/.exec(text) ?? [];
  const parts = [namespace, name, version].filter((part) => part !== undefined);
  if (!parts.every(isPackageWord)) {
    throw new OpsError('name-invalid', `"${text}" is not the name of a package`, {
      hint: 'write <namespace>/<name>:<version>, such as eyberg/node:v14.2.0; one of your own is <name>_<version> -l',
    });
  }
  return {
    ...(namespace !== undefined && { namespace }),
    name,
    ...(version !== undefined && version !== LATEST && { version }),
  };
}

/** Whether it may be the namespace, the name or the version of a package: it is one name of a file, too. */
export function isPackageWord(text: string): boolean {
  return PART.test(text);
}

/** `<name>_<version>`: the folder of a package, and the top folder of its archive. */
export function packageFolder({ name, version }: PackageIdentity): string {
  return `${name}_${version}`;
}

/** The package whose folder has this name; none for what is no such folder. The version has no `_`. */
export function parsePackageFolder(folder: string): PackageIdentity | undefined {
  const [, name = '', version = ''] = /^(.+)_([^_]+)$/.exec(folder) ?? [];
  return isPackageWord(name) && isPackageWord(version) ? { name, version } : undefined;
}

/** As people type it. @example formatPackage({ namespace: 'eyberg', name: 'node', version: '18' }) // 'eyberg/node:18' */
export function formatPackage(identity: PackageIdentity): string {
  const { namespace, name, version } = identity;
  return namespace === undefined ? packageFolder(identity) : `${namespace}/${name}:${version}`;
}

export function formatQuery({ namespace, name, version }: PackageQuery): string {
  return `${namespace === undefined ? '' : `${namespace}/`}${name}${version === undefined ? '' : `:${version}`}`;
}

const VERSIONS = new Intl.Collator('en', { numeric: true });

/** Numbers in versions count as numbers: `1.9` comes before `1.10`. */
export function compareVersions(a: string, b: string): number {
  return VERSIONS.compare(a, b);
}

/**
 * The package that is asked for, the latest where no version is.
 *
 * @throws OpsError `package-ambiguous`
 */
export function choosePackage<Item extends PackageIdentity>(
  items: readonly Item[],
  query: PackageQuery,
): Item | undefined {
  const { namespace, name, version } = query;
  const fitting = items.filter(
    (item) =>
      item.name === name &&
      (namespace === undefined || item.namespace === namespace) &&
      (version === undefined || item.version === version),
  );
  const namespaces = [...new Set(fitting.map((item) => item.namespace))];
  if (namespaces.length > 1) {
    const candidates = namespaces.map((space) => `${space ?? ''}/${formatQuery({ name, ...(version !== undefined && { version }) })}`); // prettier-ignore
    throw new OpsError('package-ambiguous', `${formatQuery(query)}: more than one namespace has it`, {
      hint: `write one of ${candidates.join(', ')}`,
      details: { candidates },
    });
  }
  return (
    fitting.find((item) => item.version === LATEST) ??
    [...fitting].sort((a, b) => compareVersions(a.version, b.version)).at(-1)
  );
}
