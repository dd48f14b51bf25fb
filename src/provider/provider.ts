import { OpsError } from '../core/errors.js';
import type { ImageFacet } from './images.js';
import type { InstanceFacet } from './instances.js';
import type { SnapshotFacet } from './snapshots.js';
import type { VolumeFacet } from './volumes.js';

/** Every provider there will be; `onprem` is this machine. */
export const PROVIDER_NAMES = ['onprem', 'aws', 'gcp', 'azure'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** Where things live. A facet that a provider does not have is absent, never a stub. */
export interface Provider {
  readonly name: ProviderName;
  readonly volumes?: VolumeFacet;
  readonly snapshots?: SnapshotFacet;
  readonly images?: ImageFacet;
  readonly instances?: InstanceFacet;
}

/** The facet of a provider, or `unsupported` before anything was done. */
export function requireFacet<Facet extends Exclude<keyof Provider, 'name'>>(
  provider: Provider,
  facet: Facet,
): NonNullable<Provider[Facet]> {
  const found = provider[facet];
  if (found === undefined) {
    throw new OpsError('unsupported', `provider ${provider.name} has no ${facet}`, {
      hint: 'leave -t out to work on this machine',
    });
  }
  return found;
}
