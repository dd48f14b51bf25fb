import type { AttachedThing, AttachRequest } from '../core/attach-request.js';
import { OpsError } from '../core/errors.js';
import { formatMount, formatMountSource, type Mount } from '../core/mount.js';

/**
 * What mounts that are given for an image that is built already ask to be attached: a volume or a directory at each
 * path that the image has a mount for, under its virtual id where it has one there.
 *
 * @param image what to call the image in messages
 * @throws OpsError `mount-unexpected` when the image mounts nothing there, or something else
 */
export function requestsByPath(given: readonly Mount[], mounts: readonly Mount[], image: string): AttachRequest[] {
  return given.flatMap((wanted) => {
    const mount = mounts.find(({ path }) => path === wanted.path);
    if (mount === undefined || !isFitting(wanted, mount)) throw unexpected(wanted, mounts, image);
    if (wanted.source.kind === 'virtual') return [];
    return {
      what: thingOf(wanted),
      virtualId: mount.source.kind === 'virtual' ? mount.source.id : null,
      readOnly: wanted.readOnly,
    };
  });
}

/** Anything can be attached at a virtual id; another mount says itself what it takes. */
function isFitting({ source }: Mount, mount: Mount): boolean {
  return mount.source.kind === 'virtual' && source.kind !== 'virtual'
    ? true
    : formatMountSource(source) === formatMountSource(mount.source);
}

function thingOf({ source }: Mount): AttachedThing {
  return source.kind === 'host'
    ? { kind: 'host', hostPath: source.hostPath }
    : { kind: 'volume', reference: formatMountSource(source) };
}

function unexpected(wanted: Mount, mounts: readonly Mount[], image: string): OpsError {
  const has = mounts.map(({ source, path }) => `${formatMountSource(source)} -> ${path}`).join(', ');
  const what = formatMount(wanted);
  return new OpsError('mount-unexpected', `image "${image}" has no mount for ${what}; it has ${has || 'none'}`, {
    hint: `what an image mounts is decided when it is built: ops image create <program> -i ${image} -f --mounts ${what}`,
    details: { image, mounts: mounts.map(formatMount) },
  });
}
