import { lstatSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config/generated/config.js';
import { isHostDirectory } from '../config/configured-mounts.js';
import { readLenientConfig } from '../config/lenient-config.js';
import { OpsError } from '../core/errors.js';
import { isSystemError, onHost } from '../io/host-errors.js';

export const MANIFEST_NAME = 'package.manifest';
/** What goes onto the root of an image. */
export const SYSROOT_NAME = 'sysroot';

/** What a package says of itself. */
export interface PackageManifest {
  /** What it may say of the image and the machine, in the words of config.json. */
  readonly config: Config;
  /** What it says that has no effect: unknown properties, and those about files of this machine. */
  readonly ignored: readonly string[];
  /** The ELF file, absolute, and where it is in the guest. */
  readonly program: { readonly hostPath: string; readonly path: string };
  /** Absolute; absent when the package has none. */
  readonly sysroot?: string;
}

const MAXIMUM_SIZE = 1024 * 1024;

/** What a package decides. Anything else is up to the machine that it runs on. */
const PROPERTIES: ReadonlySet<string> = new Set<keyof Config>([
  'Args',
  'BaseVolumeSz',
  'Description',
  'DisableArgsCopy',
  'Env',
  'Klibs',
  'Language',
  'ManifestPassthrough',
  'Mounts',
  'NameServers',
  'Program',
  'RebootOnExit',
  'RunConfig',
  'Version',
]);

/**
 * Reads the manifest in the folder of a package, and finds its program.
 *
 * @param shown the package, for people
 * @throws OpsError `package-invalid`, `config-invalid`
 */
export async function readPackageManifest(directory: string, shown: string): Promise<PackageManifest> {
  const file = path.join(directory, MANIFEST_NAME);
  const read = await readLenientConfig(`${shown}: ${MANIFEST_NAME}`, file, readText(file, shown));
  const { config, ignored } = packageProperties(read.config);
  const sysroot = path.join(directory, SYSROOT_NAME);
  const hasSysroot = onHost('examine', sysroot, () => statSync(sysroot, { throwIfNoEntry: false }))?.isDirectory();
  return {
    config,
    ignored: [...read.unknown, ...ignored],
    program: findProgram(config.Program, directory, shown),
    ...(hasSysroot && { sysroot }),
  };
}

/** What of a configuration belongs to a package: nothing that names files of a machine. */
export function packageProperties(given: Config): { readonly config: Config; readonly ignored: readonly string[] } {
  const { Mounts: mounts = {}, ...others } = given;
  const volumes = Object.entries(mounts).filter(([source]) => !isHostDirectory(source));
  const kept = Object.entries(others).filter(([key]) => PROPERTIES.has(key));
  const ignored = Object.keys(others).filter((key) => !PROPERTIES.has(key));
  const directories = Object.keys(mounts).filter(isHostDirectory);
  return {
    config: Object.fromEntries([...kept, ...(volumes.length > 0 ? [['Mounts', Object.fromEntries(volumes)]] : [])]) as Config, // prettier-ignore
    ignored: [...ignored, ...directories.map((source) => `Mounts.${source}`)],
  };
}

function readText(file: string, shown: string): string {
  try {
    const stat = lstatSync(file);
    if (stat.isFile() && stat.size <= MAXIMUM_SIZE) return readFileSync(file, 'utf8');
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) return onHost('read', file, () => readFileSync(file, 'utf8'));
    throw invalid(shown, `has no ${MANIFEST_NAME}`);
  }
  throw invalid(shown, `its ${MANIFEST_NAME} is not a file of at most 1 MiB`);
}

/** `<top folder>/<file>` is the file beside the manifest; any other path is one of the sysroot. */
function findProgram(program: string | undefined, directory: string, shown: string): PackageManifest['program'] {
  const names = (program ?? '').split('/').filter((name) => name !== '' && name !== '.');
  if (names.length === 0) throw invalid(shown, `its ${MANIFEST_NAME} names no Program`);
  if (names.includes('..')) throw invalid(shown, `its Program "${program ?? ''}" is outside of the package`);
  const candidates = [path.join(directory, ...names.slice(1)), path.join(directory, SYSROOT_NAME, ...names)];
  const hostPath = candidates.find((file) => isPlainFile(directory, file));
  if (hostPath === undefined) throw invalid(shown, `its Program "${program ?? ''}" is not in it`);
  return { hostPath, path: `/${names.join('/')}` };
}

/** A file that is reached by no link. */
function isPlainFile(directory: string, file: string): boolean {
  const names = path.relative(directory, file).split('/');
  return names.every((_, index) => {
    const stat = lstatSync(path.join(directory, ...names.slice(0, index + 1)), { throwIfNoEntry: false });
    return index === names.length - 1 ? stat?.isFile() : stat?.isDirectory();
  });
}

function invalid(shown: string, reason: string): OpsError {
  return new OpsError('package-invalid', `${shown}: ${reason}`);
}
