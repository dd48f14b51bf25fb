import { OpsError } from './errors.js';
import { isUuid, type Uuid } from './uuid.js';
import { parseVolumeName, type VolumeName } from './volume-name.js';

/** What is mounted: a volume by name or UUID, whatever is attached at a virtual id, or a directory of the host (9p). */
export type MountSource =
  | { readonly kind: 'name'; readonly name: VolumeName }
  | { readonly kind: 'uuid'; readonly uuid: Uuid }
  | { readonly kind: 'virtual'; readonly id: number }
  | { readonly kind: 'host'; readonly hostPath: string };

/** One line of an image's mounts: where a source appears in the guest. */
export interface Mount {
  readonly source: MountSource;
  /** Absolute, normalised, never `/`. */
  readonly path: string;
  readonly readOnly: boolean;
}

/** The largest `N` of a virtual id `%N`: the smallest limit of all providers (AWS device names, `/dev/sdb` to `z`). */
export const MAX_VIRTUAL_ID = 25;

const ACCEPTED_FORMS =
  'write <source>:<path>[:ro], the source being a volume (assets), its UUID, a virtual id (%1) or a directory (./site)';

/**
 * Reads `<source>:<path>[:ro|:rw]` as `--mounts` takes it. A host directory may have colons in it: the path in the guest
 * begins at the last `:/`.
 *
 * @throws OpsError `mount-invalid` or `name-invalid`
 */
export function parseMount(text: string): Mount {
  const separator = text.lastIndexOf(':/');
  if (separator <= 0) throw invalid(text, separator === 0 ? 'names no source' : 'names no path in the guest', text);
  return parseMountPair(text.slice(0, separator), text.slice(separator + 1), text);
}

/** Reads one property of `Mounts` in config.json: the source and `<path>[:ro|:rw]`. @throws OpsError `mount-invalid` */
export function parseMountPair(source: string, target: string, shown = `${source}:${target}`): Mount {
  const [path = '', suffix, ...rest] = target.split(':');
  if (rest.length > 0 || (suffix !== undefined && suffix !== 'ro' && suffix !== 'rw')) {
    throw invalid(shown, `has the suffix ":${[suffix, ...rest].join(':')}"; there are only ":ro" and ":rw"`, source);
  }
  return { source: parseMountSource(source), path: parseMountPath(path, shown), readOnly: suffix === 'ro' };
}

/** Reads the source of a mount. What looks like a path (`/`, `./`, `../`, `.`, `..`) is a directory of the host. */
export function parseMountSource(text: string): MountSource {
  if (/^(\/|\.\.?(\/|$))/.test(text)) return { kind: 'host', hostPath: text };
  if (text.startsWith('%')) return { kind: 'virtual', id: parseVirtualId(text) };
  const lower = text.toLowerCase();
  if (isUuid(lower)) return { kind: 'uuid', uuid: lower };
  return { kind: 'name', name: parseVolumeName(text) };
}

/** Reads `%N`, N from 1 to {@link MAX_VIRTUAL_ID}. */
export function parseVirtualId(text: string): number {
  const id = /^%([1-9]\d?)$/.exec(text)?.[1];
  if (id === undefined || Number(id) > MAX_VIRTUAL_ID) {
    throw new OpsError('mount-invalid', `"${text}" is not a virtual id`, {
      hint: `virtual ids are %1 to %${MAX_VIRTUAL_ID}`,
    });
  }
  return Number(id);
}

/** The source as it was typed: `assets`, a UUID, `%1`, `./site`. */
export function formatMountSource(source: MountSource): string {
  switch (source.kind) {
    case 'name':
      return source.name;
    case 'uuid':
      return source.uuid;
    case 'virtual':
      return `%${source.id}`;
    case 'host':
      return source.hostPath;
  }
}

/** @example formatMount(parseMount('assets:/srv:ro')) // 'assets:/srv:ro' */
export function formatMount(mount: Mount): string {
  return `${formatMountSource(mount.source)}:${mount.path}${mount.readOnly ? ':ro' : ''}`;
}

/**
 * Reads the path of a mount in the guest.
 *
 * @param shown what was typed, for messages
 * @throws OpsError `mount-invalid`
 */
export function parseMountPath(path: string, shown: string): string {
  if (!path.startsWith('/')) throw invalid(shown, 'has a path that does not begin with "/"', path);
  if (/\p{Cc}/u.test(path)) {
    throw invalid(shown, 'has a control character in its path', path);
  }
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) throw invalid(shown, 'would hide the root of the guest', path);
  if (parts.some((part) => part === '.' || part === '..')) {
    throw invalid(shown, 'has "." or ".." in its path; write the path it means', path);
  }
  return `/${parts.join('/')}`;
}

function invalid(shown: string, why: string, value: string): OpsError {
  return new OpsError('mount-invalid', `mount "${shown}" ${why}`, { hint: ACCEPTED_FORMS, details: { value } });
}
