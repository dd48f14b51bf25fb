import path from 'node:path';
import type { Config } from '../config/generated/config.js';
import type { PackagedProgram } from '../core/root-content.js';
import { formatPackage } from './package-identifier.js';
import { readPackageManifest } from './package-manifest.js';
import type { StoredPackage } from './package-store.js';

/** A package, ready to be put into an image. */
export interface LoadablePackage {
  readonly program: PackagedProgram;
  /** What the package says, but for arguments and environment, which stand before those of the user. */
  readonly config: Config;
  readonly ignored: readonly string[];
}

const STATED_ELSEWHERE: ReadonlySet<string> = new Set<keyof Config>([
  'Args',
  'Description',
  'Env',
  'Language',
  'Program',
  'Version',
]);

/** Reads a package that is to run. @throws OpsError `package-invalid`, `config-invalid` */
export async function loadPackage(stored: StoredPackage): Promise<LoadablePackage> {
  const shown = formatPackage(stored);
  const manifest = await readPackageManifest(stored.directory, shown);
  const { Args = [], Env = {} } = manifest.config;
  const config = Object.entries(manifest.config).filter(([key]) => !STATED_ELSEWHERE.has(key));
  const { hostPath, path: guestPath } = manifest.program;
  return {
    program: {
      hostPath,
      path: guestPath,
      ...(manifest.sysroot !== undefined && { sysroot: manifest.sysroot }),
      arguments: Args.length > 0 ? Args : [path.posix.basename(guestPath)],
      environment: Env,
      description: shown,
    },
    config: Object.fromEntries(config),
    ignored: manifest.ignored,
  };
}
