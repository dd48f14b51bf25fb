import type { FilesystemKind } from '../filesystem/kinds/index.js';

/** What can be done about a damaged volume. */
export function repairHint(volume: {
  readonly name: string;
  readonly location: string;
  readonly filesystem: FilesystemKind | null;
}): string {
  const { name, location, filesystem } = volume;
  return filesystem === 'tfs'
    ? `save what can be read of it: ops volume export ${name} ./${name}`
    : `repair it: e2fsck -f "${location}"`;
}
