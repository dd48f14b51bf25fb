import path from 'node:path';
import type { Config } from '../config/generated/config.js';
import { mergeConfig } from '../config/merge-config.js';
import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import type { RootContent } from '../core/root-content.js';
import { composeTree } from '../filesystem/compose-tree.js';
import type { TreeEntry } from '../filesystem/entries.js';
import { toTimestamp } from '../filesystem/timestamp.js';
import { resolveProgram } from '../images/program/resolve-program.js';
import { userEntries } from '../images/root/user-entries.js';
import { packageFolder, type PackageIdentity } from './package-identifier.js';
import { MANIFEST_NAME, packageProperties, readPackageManifest, SYSROOT_NAME } from './package-manifest.js';
import type { PackageStore, StoredPackage } from './package-store.js';
import { writePackage } from './unpack-package.js';

export interface ProgramPackageRequest {
  readonly identity: PackageIdentity;
  /** The program with its files; its mounts are in `config`. */
  readonly content: RootContent;
  /** What else the manifest says. */
  readonly config: Config;
  readonly now: Date;
  readonly replace: boolean;
}

/**
 * Makes a local package of a program with all that it needs; the program is never run. Its ELF file goes beside the
 * manifest, everything else to `sysroot/`, where it is in the guest.
 *
 * @throws OpsError `program-*`, `library-missing`, `source-*`, `package-exists`, `host-*`, `interrupted`
 */
export function packageProgram(
  store: PackageStore,
  { identity, content, config, now, replace }: ProgramPackageRequest,
  operation: OperationOptions,
): Promise<StoredPackage> {
  const folder = packageFolder(identity);
  const plan = resolveProgram({ ...content, programDirectory: `/${folder}` });
  const executable = executableOf(plan.entries, plan.path);
  const place = `/${folder}/${path.basename(executable.path)}`;
  const files = [...plan.entries.filter((entry) => entry !== executable), ...userEntries(content)];
  // An interpreter is still found where scripts look for it.
  const link: TreeEntry[] =
    executable.path === place ? [] : [{ path: executable.path, kind: 'symlink', target: place }];
  const manifest = mergeConfig(packageProperties(config).config, {
    Program: place.slice(1),
    Args: [...plan.arguments, ...content.arguments],
    Env: { ...plan.environment, ...content.environment },
    Version: identity.version,
  });
  return store.put(
    identity,
    async (directory) => {
      const options = { now: toTimestamp(now), signal: operation.signal };
      const sysroot = await composeTree([...files, ...link], options);
      const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
      const top = await composeTree(
        [
          { path: `/${MANIFEST_NAME}`, kind: 'bytes', bytes },
          { path: `/${path.basename(place)}`, kind: 'host', hostPath: executable.hostPath },
        ],
        options,
      );
      const entries = [...top.entries, { name: Buffer.from(SYSROOT_NAME), node: sysroot }];
      await writePackage({ ...top, entries }, directory, folder, operation);
      await readPackageManifest(directory, folder);
    },
    { replace, signal: operation.signal },
  );
}

/** The ELF file itself, where the path that it is called by is a link. */
function executableOf(entries: readonly TreeEntry[], called: string): TreeEntry & { readonly kind: 'host' } {
  const entry = entries.find((candidate) => candidate.path === called);
  if (entry?.kind === 'host') return entry;
  if (entry?.kind === 'symlink') return executableOf(entries, entry.target);
  throw new OpsError('internal', `${called}: the plan of the program does not have it`);
}
