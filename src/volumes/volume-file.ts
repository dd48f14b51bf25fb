import { isUuid, type Uuid } from '../core/uuid.js';

/** The identity of a volume, as its file name carries it. */
export interface VolumeIdentity {
  readonly name: string;
  readonly uuid: Uuid;
}

/** `<name>:<uuid>.raw`, the name of a finished volume. */
export function formatVolumeFile({ name, uuid }: VolumeIdentity): string {
  return `${name}:${uuid}.raw`;
}

/** The identity in a file name, or `undefined` when it is not that of a finished volume. */
export function parseVolumeFile(file: string): VolumeIdentity | undefined {
  const match = /^([^.:][^:]*):([^:]+)\.raw$/.exec(file);
  const uuid = match?.[2]?.toLowerCase();
  return match?.[1] !== undefined && uuid !== undefined && isUuid(uuid) ? { name: match[1], uuid } : undefined;
}
