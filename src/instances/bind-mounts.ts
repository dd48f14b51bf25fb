import type { AttachRequest } from '../core/attach-request.js';
import { OpsError } from '../core/errors.js';
import type { GuestKind } from '../core/guest-kind.js';
import { formatMount, formatMountSource, type Mount } from '../core/mount.js';
import { checkSharedDirectory, requireMountable } from '../volumes/mount-sources.js';
import type { StoredVolume, VolumeStore } from '../volumes/volume-store.js';

/** What has to be known of a volume to attach it; it need not be there yet. */
export interface AttachableVolume extends Pick<StoredVolume, 'uuid' | 'name' | 'location'> {
  readonly probe: Pick<StoredVolume['probe'], 'label' | 'uuid' | 'filesystem' | 'healthy'>;
}

/** A mount of an image, and what is attached there; neither a volume nor a directory: nothing yet. */
export interface BoundMount {
  /** Read-only also when what is attached is. */
  readonly mount: Mount;
  readonly volume: AttachableVolume | undefined;
  readonly directory: string | undefined;
}

/** For messages, and for what can be mounted. */
export interface BindContext {
  /** What the image is called. */
  readonly image: string;
  /** What is typed before a request: `--attach`, or `ops volume attach web1`. */
  readonly command: string;
  /** What mounts it. Default: `linux`. */
  readonly guest?: GuestKind;
}

/** Mounts of an image to which nothing is attached but its host directories, which cannot be attached later. */
export function unboundMounts(mounts: readonly Mount[]): BoundMount[] {
  return mounts.map((mount) => {
    const directory = mount.source.kind === 'host' ? mount.source.hostPath : undefined;
    if (directory !== undefined) checkSharedDirectory(directory);
    return { mount, volume: undefined, directory };
  });
}

/**
 * Attaches to the mounts of an image what is asked for, each thing at every mount by which its guest will know it.
 *
 * @throws OpsError `mount-unexpected` when the image has no such mount, `mount-taken` when something else is there,
 *   `volume-not-found`, `format-unsupported`, `source-not-found`
 */
export function bindMounts(
  bound: readonly BoundMount[],
  requests: readonly AttachRequest[],
  volumes: VolumeStore,
  context: BindContext,
): BoundMount[] {
  return requests.reduce<BoundMount[]>(
    (mounts, request) => {
      const { what } = request;
      const volume = what.kind === 'volume' ? requireMountable(volumes.get(what.reference), context.guest) : undefined;
      return bind(mounts, request, volume, context);
    },
    [...bound],
  );
}

/** As {@link bindMounts}, one volume, which need not be there yet. @param virtualId null: at the mounts by its name */
export function bindVolume(
  bound: readonly BoundMount[],
  volume: AttachableVolume,
  virtualId: number | null,
  context: BindContext,
): BoundMount[] {
  const what = { kind: 'volume', reference: volume.name } as const;
  return bind(bound, { what, virtualId, readOnly: false }, volume, context);
}

function bind(
  bound: readonly BoundMount[],
  request: AttachRequest,
  volume: AttachableVolume | undefined,
  context: BindContext,
): BoundMount[] {
  const { what } = request;
  const directory = what.kind === 'host' ? what.hostPath : undefined;
  if (directory !== undefined) checkSharedDirectory(directory);
  const places = bound.filter(({ mount }) => isMeant(mount, request, volume));
  if (!places.some(({ mount }) => isAskedFor(mount, request))) throw unexpected(request, bound, context);
  return bound.map((place) => {
    if (!places.includes(place)) return place;
    const isThere = place.directory !== undefined && place.directory === directory;
    if (!isThere && !isFree(place)) throw taken(place, request);
    return { mount: { ...place.mount, readOnly: place.mount.readOnly || request.readOnly }, volume, directory };
  });
}

/** Whether the guest will mount there what is attached. It looks at the name, the label and the UUID of every disk. */
function isMeant({ source }: Mount, request: AttachRequest, volume: AttachableVolume | undefined): boolean {
  switch (source.kind) {
    case 'virtual':
      return source.id === request.virtualId;
    case 'name':
      return volume !== undefined && (source.name === volume.name || source.name === volume.probe.label);
    case 'uuid':
      return volume !== undefined && (source.uuid === volume.uuid || source.uuid === volume.probe.uuid);
    case 'host':
      return request.what.kind === 'host' && source.hostPath === request.what.hostPath;
  }
}

function isAskedFor({ source }: Mount, { virtualId }: AttachRequest): boolean {
  return virtualId === null || (source.kind === 'virtual' && source.id === virtualId);
}

function unexpected({ what, virtualId }: AttachRequest, bound: readonly BoundMount[], context: BindContext): OpsError {
  const thing = what.kind === 'volume' ? what.reference : what.hostPath;
  const place = virtualId === null ? thing : `%${virtualId}`;
  const has = bound.map(({ mount }) => `${formatMountSource(mount.source)} -> ${mount.path}`).join(', ');
  const free = bound.find((here) => here.mount.source.kind === 'virtual' && isFree(here));
  const build = `build the image with  --mounts ${place}:/data`;
  const id = free && formatMountSource(free.mount.source);
  return new OpsError(
    'mount-unexpected',
    `image "${context.image}" expects ${virtualId === null ? `no ${what.kind === 'volume' ? 'volume called' : 'directory'} "${thing}"` : `nothing at ${place}`}; it has ${has || 'no mounts'}`,
    {
      hint: id === undefined ? build : `attach it as ${id}:  ${context.command} ${id}:${thing}\nor ${build}`,
      details: { image: context.image, mounts: bound.map(({ mount }) => formatMount(mount)) },
    },
  );
}

function isFree({ volume, directory }: BoundMount): boolean {
  return volume === undefined && directory === undefined;
}

function taken({ mount, volume, directory }: BoundMount, { what }: AttachRequest): OpsError {
  const thing = what.kind === 'volume' ? what.reference : what.hostPath;
  return new OpsError('mount-taken', `${thing}: ${volume?.name ?? directory ?? ''} is attached at ${mount.path}`, {
    hint: 'attach one thing at each mount',
    details: { path: mount.path },
  });
}
