import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { fillPackage } from './fill-package.js';
import { packageFolder, parsePackageFolder, type PackageIdentity } from './package-identifier.js';
import type { PackageStore, StoredPackage } from './package-store.js';

export interface AddPackageRequest {
  /** An archive or a folder; absolute. */
  readonly source: string;
  /** How the user wrote it. */
  readonly shown: string;
  /** `<name>_<version>`. Default: the name of the archive or folder. */
  readonly name?: string;
  readonly replace: boolean;
}

/** Makes a local package of an archive or a folder. @throws OpsError `name-invalid`, `package-*`, `source-*` */
export async function addPackage(
  store: PackageStore,
  { source, shown, name, replace }: AddPackageRequest,
  operation: OperationOptions,
): Promise<StoredPackage> {
  const identity = parseLocalName(name ?? path.basename(source).replace(/\.(tar(\.\w+)?|tgz)$/, ''));
  return store.put(
    identity,
    async (directory, beside) => {
      await fillPackage({ source, shown, directory, beside }, operation);
    },
    { replace, ...operation },
  );
}

/** Reads `<name>_<version>`. @throws OpsError `name-invalid` */
export function parseLocalName(text: string): PackageIdentity {
  const identity = parsePackageFolder(text);
  if (identity && packageFolder(identity) === text) return identity;
  throw new OpsError('name-invalid', `"${text}" is not the name and version of a package`, {
    hint: 'write <name>_<version>, such as --name hello_1.0',
  });
}
