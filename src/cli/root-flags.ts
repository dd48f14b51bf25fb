import path from 'node:path';
import { applyOverrides } from '../config/apply-overrides.js';
import type { Config } from '../config/generated/config.js';
import { baseDirectory, resolveHostPaths, type HostPaths } from '../config/host-paths.js';
import { loadConfig, type LoadedConfig } from '../config/load-config.js';
import { mergeConfig } from '../config/merge-config.js';
import { hasReadOnlyRoot } from '../config/manifest-passthrough.js';
import { findUnsupported } from '../config/unsupported.js';
import { OpsError } from '../core/errors.js';
import type { NanosRequest } from '../core/nanos-request.js';
import { parseMount, parseMountPair, type Mount } from '../core/mount.js';
import type { PackagedProgram } from '../core/root-content.js';
import { parseSize } from '../core/size.js';
import { GUEST_KINDS, type GuestKind, type RootRequest } from '../provider/images.js';
import type { CommandContext } from './context.js';
import { guestOf } from './provider.js';
import { userHome } from './user-home.js';

/** The flags of every command that builds an image. */
export const ROOT_OPTIONS = {
  mounts: { type: 'list', value: 'SRC:PATH[:ro]', description: 'mount a volume, %N or a directory' },
  args: { type: 'list', alias: 'a', value: 'ARG', description: 'argument of the program' },
  envs: {
    type: 'list',
    alias: 'e',
    value: 'K=V',
    description: 'variable of its environment',
    parse: parseVariable,
  },
  imagename: { type: 'string', alias: 'i', value: 'NAME', description: "the image's name; the program's unless given" },
  'target-root': {
    type: 'string',
    alias: 'r',
    value: 'DIR',
    description: 'take interpreters and libraries from there',
  },
  'disable-args-copy': { type: 'boolean', description: 'do not copy arguments that are files of this machine' },
  guest: { type: 'string', value: 'GUEST', description: 'what boots: linux (default) or nanos', choices: GUEST_KINDS },
  'nanos-version': {
    type: 'string',
    value: 'VERSION',
    description: 'release of Nanos: 0.1.55, nightly; default the newest',
  },
} as const;

/** What follows `--`: arguments that begin with a hyphen need no `-a=` there. */
export const PROGRAM_ARGUMENTS = { name: 'arguments', description: 'more arguments of the program' } as const;

/** What {@link ROOT_OPTIONS} were set to. */
export interface RootFlags {
  readonly program: string | undefined;
  readonly mounts: readonly string[];
  readonly args: readonly string[];
  readonly rest: readonly string[];
  readonly envs: readonly (readonly [name: string, value: string])[];
  readonly imagename: string | undefined;
  readonly targetRoot: string | undefined;
  readonly disableArgsCopy: boolean;
  readonly guest: GuestKind | undefined;
  readonly nanosVersion: string | undefined;
  readonly config: string | undefined;
}

/** The configuration with the flags over it, and what it means on this machine. */
export interface RootSettings {
  readonly config: Config;
  readonly paths: HostPaths;
  readonly guest: GuestKind;
  /** For the guest `nanos`. */
  readonly nanos: NanosRequest;
  readonly mounts: readonly Mount[];
  /** The program as it was given; absent when neither the flags nor the file name one. */
  readonly program: string | undefined;
  readonly package?: PackagedProgram;
  readonly directory: string;
}

/** The configuration of an instance, with the mounts of the flags beside its own. */
export async function readInstanceSettings(
  flags: Pick<RootFlags, 'mounts' | 'config'>,
  context: CommandContext,
): Promise<Pick<RootSettings, 'config' | 'paths' | 'mounts'>> {
  const loaded = await loadForGuest(flags.config, context);
  const paths = resolveHostPaths(loaded.config, loaded.directory);
  const fromFile = paths.mounts.map(({ source, target }) => parseMountPair(source, target));
  return { config: loaded.config, paths, mounts: [...fromFile, ...flagMounts(flags, context)] };
}

function loadForGuest(path: string | undefined, context: CommandContext): Promise<LoadedConfig> {
  return loadConfig({
    env: context.env,
    cwd: context.cwd,
    homeDirectory: userHome(context.env),
    requireHostDirectories: true,
    ...(path !== undefined && { path }),
  });
}

/**
 * Reads the configuration and lays the flags over it; says which properties have no effect.
 *
 * @param base what the configuration itself comes over
 */
export async function readRootSettings(
  flags: RootFlags,
  context: CommandContext,
  base: Config = {},
): Promise<RootSettings> {
  const loaded = await loadForGuest(flags.config, context);
  const guest = flags.guest ?? loaded.config.Guest ?? guestOf(context.env['OPS_GUEST']) ?? 'linux';
  const unsupported = findUnsupported(loaded.config, guest);
  if (unsupported.length > 0)
    context.output.warn(`${loaded.path ?? 'configuration'}: no effect yet: ${unsupported.join(', ')}`);
  const config = applyOverrides(mergeConfig(base, loaded.config), {
    args: [...flags.args, ...flags.rest],
    env: Object.fromEntries(flags.envs),
    values: {
      ...(flags.targetRoot !== undefined && { TargetRoot: flags.targetRoot }),
      ...(flags.disableArgsCopy && { DisableArgsCopy: true }),
    },
  });
  const paths = resolveHostPaths(config, loaded.directory);
  const fromFile = paths.mounts.map(({ source, target }) => parseMountPair(source, target));
  return {
    config,
    paths,
    guest,
    nanos: nanosRequest(flags, config, paths),
    mounts: [...fromFile, ...flagMounts(flags, context)],
    program: flags.program ?? paths.program,
    directory: loaded.directory,
  };
}

/** What only Nanos is told. `Kernel` names the folder of a release there: its kernel and boot code belong together. */
function nanosRequest({ nanosVersion }: RootFlags, config: Config, { kernel }: HostPaths): NanosRequest {
  const version = nanosVersion ?? (config.NightlyBuild === true ? 'nightly' : config.NanosVersion);
  const directory = nanosVersion === undefined ? kernel : undefined;
  return {
    release: { ...(version !== undefined && { version }), ...(directory !== undefined && { directory }) },
    klibs: config.Klibs ?? [],
    passthrough: config.ManifestPassthrough ?? {},
    rebootOnExit: config.RebootOnExit === true,
  };
}

/** What `--mounts` asks for; directories are absolute. */
export function flagMounts({ mounts }: Pick<RootFlags, 'mounts'>, { cwd }: CommandContext): Mount[] {
  return mounts.map((text) => absoluteMount(parseMount(text), cwd));
}

/** What an image is built of. @throws OpsError `usage-invalid` without a program */
export function rootRequest(settings: RootSettings, context: CommandContext): RootRequest {
  const { config, paths, program } = settings;
  if (program === undefined) {
    throw new OpsError('usage-invalid', 'no program was given', {
      hint: 'name it, or set Program in the configuration file',
    });
  }
  return {
    guest: settings.guest,
    nanos: settings.nanos,
    program,
    ...(settings.package && { package: settings.package }),
    arguments: config.Args ?? [],
    environment: config.Env ?? {},
    mounts: settings.mounts,
    files: config.Files ?? [],
    dirs: config.Dirs ?? [],
    mapDirs: config.MapDirs ?? {},
    copyArguments: config.DisableArgsCopy !== true,
    nameServers: config.NameServers ?? [],
    parentDirectory: baseDirectory(config, settings.directory),
    workingDirectory: context.cwd,
    readOnlyRoot: hasReadOnlyRoot(config),
    ...(context.env['PATH'] !== undefined && { searchPath: context.env['PATH'] }),
    ...(paths.targetRoot !== undefined && { targetRoot: paths.targetRoot }),
    ...(config.BaseVolumeSz !== undefined && { size: parseSize(config.BaseVolumeSz) }),
  };
}

function absoluteMount(mount: Mount, directory: string): Mount {
  const { source } = mount;
  if (source.kind !== 'host') return mount;
  return { ...mount, source: { kind: 'host', hostPath: path.resolve(directory, source.hostPath) } };
}

function parseVariable(text: string): readonly [name: string, value: string] {
  const separator = text.indexOf('=');
  if (separator > 0) return [text.slice(0, separator), text.slice(separator + 1)];
  throw new OpsError('usage-invalid', `"${text}" sets no variable`, { hint: 'write NAME=value, such as -e DEBUG=1' });
}
