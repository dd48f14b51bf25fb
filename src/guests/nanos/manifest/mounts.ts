import { checkMounts } from '../../../core/mount-rules.js';
import { formatMountSource, type Mount, type MountSource } from '../../../core/mount.js';
import { OpsError } from '../../../core/errors.js';

/** A volume or a shared directory as a guest looks for it, and where it mounts it. */
export interface NanosMount {
  /** A label, a UUID, or `%N` for what is attached with the id N. */
  readonly key: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly source: MountSource;
}

/** A second path of what is mounted already. */
export interface NanosLink {
  readonly path: string;
  readonly target: string;
}

export interface NanosMounts {
  /** In the order of their paths' depth, the first of each source. */
  readonly entries: readonly NanosMount[];
  /** A guest cannot mount one volume twice, so all other paths of a source are symbolic links to its first one. */
  readonly links: readonly NanosLink[];
}

/** Ids of shared directories: out of the way of virtual ids, for a share and a disk with one id exclude each other. */
const FIRST_SHARE = 100;
const SHARE_MAXIMUM = 100;

/**
 * The mounts of an image as Nanos can do them.
 *
 * @throws OpsError `mount-invalid` for mounts at one path or inside one another, and for a source that is to be
 *   read-only at one path and not at another
 */
export function planMounts(mounts: readonly Mount[]): NanosMounts {
  const groups = [...Map.groupBy(checkMounts(mounts, { nested: false }), ({ source }) => formatMountSource(source))];
  const shares = groups.flatMap(([text, [first]]) => (first?.source.kind === 'host' ? [text] : [])).sort();
  if (shares.length > SHARE_MAXIMUM) throw new OpsError('mount-invalid', `${shares.length} shared directories`);
  const entries: NanosMount[] = [];
  const links: NanosLink[] = [];
  for (const [text, group] of groups) {
    const [first, ...others] = group as [Mount, ...Mount[]];
    const { source, path, readOnly } = first;
    const unlike = others.find((other) => other.readOnly !== readOnly);
    if (unlike) throw readOnlyInPart(text, first, unlike);
    entries.push({ key: keyOf(source, shares.indexOf(text)), path, readOnly, source });
    links.push(...others.map((other) => ({ path: other.path, target: path })));
  }
  return { entries, links };
}

/** The id of a shared directory: the mount tag that its key names. */
export function shareTag(mount: NanosMount): string {
  return mount.key.slice(1);
}

function keyOf(source: MountSource, share: number): string {
  switch (source.kind) {
    case 'name':
      return source.name;
    case 'uuid':
      return source.uuid;
    case 'virtual':
      return `%${source.id}`;
    case 'host':
      return `%${FIRST_SHARE + share}`;
  }
}

function readOnlyInPart(text: string, one: Mount, other: Mount): OpsError {
  return new OpsError('mount-invalid', `${text} is read-only at ${(one.readOnly ? one : other).path} alone`, {
    hint: `Nanos mounts it once: write ":ro" at both, ${one.path} and ${other.path}, or at neither`,
  });
}
