import { resolveHostPaths } from '../config/host-paths.js';
import { loadConfig } from '../config/load-config.js';
import { OpsError } from '../core/errors.js';
import { homeAt } from '../core/home.js';
import { GUEST_KINDS, type GuestKind, type ImageFacet } from '../provider/images.js';
import type { InstanceFacet } from '../provider/instances.js';
import { PROVIDER_NAMES, requireFacet, type Provider, type ProviderName } from '../provider/provider.js';
import type { SnapshotFacet } from '../provider/snapshots.js';
import type { VolumeFacet } from '../provider/volumes.js';
import type { CompletionContext } from './command.js';
import { userHome } from './user-home.js';

/** The flags of every command that works on a provider. */
export const PROVIDER_OPTIONS = {
  'target-cloud': {
    type: 'string',
    alias: 't',
    value: 'PROVIDER',
    description: 'where; onprem is this machine, and the default',
    choices: PROVIDER_NAMES,
  },
  config: { type: 'string', alias: 'c', value: 'FILE', description: 'configuration file (config.json)' },
} as const;

export interface ProviderFlags {
  readonly targetCloud: ProviderName | undefined;
  readonly config: string | undefined;
}

interface ProviderContext extends CompletionContext {
  readonly now?: () => Date;
}

/** The volumes of the provider that the flags choose. @throws OpsError `unsupported` before anything was done */
export async function openVolumes(flags: ProviderFlags, context: ProviderContext): Promise<VolumeFacet> {
  return requireFacet(await openProvider(flags, context), 'volumes');
}

/** The snapshots of the provider that the flags choose. @throws OpsError `unsupported` before anything was done */
export async function openSnapshots(flags: ProviderFlags, context: ProviderContext): Promise<SnapshotFacet> {
  return requireFacet(await openProvider(flags, context), 'snapshots');
}

/** The images of the provider that the flags choose. @throws OpsError `unsupported` before anything was done */
export async function openImages(flags: ProviderFlags, context: ProviderContext): Promise<ImageFacet> {
  return requireFacet(await openProvider(flags, context), 'images');
}

/** The instances of the provider that the flags choose. @throws OpsError `unsupported` before anything was done */
export async function openInstances(flags: ProviderFlags, context: ProviderContext): Promise<InstanceFacet> {
  return requireFacet(await openProvider(flags, context), 'instances');
}

/** Completes the name of an instance of this machine. */
export async function completeInstances(context: CompletionContext): Promise<string[]> {
  const instances = await openInstances({ targetCloud: 'onprem', config: undefined }, context);
  return (await instances.list()).map(({ name }) => name);
}

/** Completes the name of a volume of this machine. */
export async function completeVolumes(context: CompletionContext): Promise<string[]> {
  const volumes = await openVolumes({ targetCloud: 'onprem', config: undefined }, context);
  return (await volumes.list()).map(({ name }) => name);
}

/** Completes the name of a snapshot of this machine. */
export async function completeSnapshots(context: CompletionContext): Promise<string[]> {
  const snapshots = await openSnapshots({ targetCloud: 'onprem', config: undefined }, context);
  return (await snapshots.list()).map(({ name }) => name);
}

/** Completes the name of an image of this machine. */
export async function completeImages(context: CompletionContext): Promise<string[]> {
  const images = await openImages({ targetCloud: 'onprem', config: undefined }, context);
  return (await images.list()).map(({ name }) => name);
}

/** What boots by config.json, or by $OPS_GUEST. @throws OpsError `config-*`, `usage-invalid` */
export async function configuredGuest(
  flags: Pick<ProviderFlags, 'config'>,
  context: CompletionContext,
): Promise<GuestKind> {
  const { config } = await configurationOf(flags, context);
  return config.Guest ?? guestOf(context.env['OPS_GUEST']) ?? 'linux';
}

/** @throws OpsError `usage-invalid` for what is no guest */
export function guestOf(text: string | undefined): GuestKind | undefined {
  if (text === undefined || text === '') return undefined;
  const guest = GUEST_KINDS.find((kind) => kind === text);
  if (guest !== undefined) return guest;
  throw new OpsError('usage-invalid', `$OPS_GUEST: "${text}" is not a guest`, {
    hint: `guests: ${GUEST_KINDS.join(', ')}`,
  });
}

function configurationOf(flags: Pick<ProviderFlags, 'config'>, { env, cwd }: CompletionContext) {
  return loadConfig({
    env,
    cwd,
    homeDirectory: userHome(env),
    ...(flags.config !== undefined && { path: flags.config }),
  });
}

/** Loads the chosen provider; code of the others is not read. */
async function openProvider(flags: ProviderFlags, context: ProviderContext): Promise<Provider> {
  const { config, directory } = await configurationOf(flags, context);
  const chosen = flags.targetCloud ?? config.CloudConfig?.Platform ?? 'onprem';
  if (chosen !== 'onprem') {
    throw new OpsError('unsupported', `provider ${chosen} is not supported yet`, {
      hint: 'to work on this machine: -t onprem',
    });
  }
  const { volumesDirectory } = resolveHostPaths(config, directory);
  const { createOnpremProvider } = await import('../../providers/onprem/index.js');
  return createOnpremProvider({
    home: homeAt(context.home),
    now: context.now ?? (() => new Date()),
    env: context.env,
    ...(volumesDirectory !== undefined && { volumesDirectory }),
  });
}
