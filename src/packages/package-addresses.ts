import type { Config } from '../config/generated/config.js';
import { OpsError } from '../core/errors.js';
import type { ListedPackage } from './package-list.js';

/** Where packages come from. */
export interface PackageAddresses {
  readonly list: string;
  /** Archives are below it. */
  readonly base: string;
}

/**
 * The addresses that the configuration or else the environment gives. One of them is enough: the list is
 * `manifest.json` beside the archives.
 *
 * @throws OpsError `usage-invalid` when neither gives any
 */
export function packageAddresses(config: Config, env: Readonly<Record<string, string | undefined>>): PackageAddresses {
  const list = firstSet(config.PackageManifestURL, env['OPS_PACKAGE_MANIFEST_URL']);
  const base = firstSet(config.PackageBaseURL, env['OPS_PACKAGE_BASE_URL'])?.replace(/\/+$/, '');
  const folder = base ?? list?.replace(/\/[^/]*$/, '');
  if (folder === undefined) {
    throw new OpsError('usage-invalid', 'no server for packages is set', {
      hint: 'set PackageBaseURL in config.json, or OPS_PACKAGE_BASE_URL in the environment',
    });
  }
  return { list: list ?? `${folder}/manifest.json`, base: folder };
}

function firstSet(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '');
}

/** `<base>/<namespace>/<name>/<version>.tar.gz`; other processors than amd64 have a folder of the version. */
export function archiveAddress({ base }: PackageAddresses, entry: ListedPackage): string {
  const { architecture } = entry;
  const [namespace = '', name = '', version = ''] = [entry.namespace, entry.name, entry.version].map(
    encodeURIComponent,
  );
  const file = architecture === 'amd64' ? `${version}.tar.gz` : `${version}/${encodeURIComponent(architecture)}.tar.gz`;
  return `${base}/${namespace}/${name}/${file}`;
}
