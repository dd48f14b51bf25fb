import { OpsError } from '../../core/errors.js';
import { isUuid, type Uuid } from '../../core/uuid.js';

/**
 * What `<home>/snapshots/<name>.json` says of a snapshot. Writing it is the commit, as it is for images: a disk that no
 * record names does not exist (docs/decisions/0006).
 */
export interface SnapshotRecord {
  readonly version: 1;
  readonly name: string;
  /** Of the snapshot and its disk `<name>:<uuid>.raw`; the file system in it has the UUID of the volume. */
  readonly uuid: Uuid;
  /** The volume that it is a copy of, as that was called then. */
  readonly volume: { readonly uuid: Uuid; readonly name: string };
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Bytes. */
  readonly size: number;
  readonly filesystem: 'ext4' | 'tfs' | null;
  /** Whether all that was written before it was taken is in it, and nothing by half. */
  readonly consistent: true;
}

const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Checks the name of a snapshot: 1 to 63 letters, digits, `.`, `_` and `-`. @throws OpsError `name-invalid` */
export function parseSnapshotName(text: string): string {
  if (isSnapshotName(text)) return text;
  throw new OpsError('name-invalid', `${JSON.stringify(text)} is not a name for a snapshot`, {
    hint: 'a name is 1 to 63 letters, digits, "." "_" and "-", begins with a letter or digit, and is not a UUID',
  });
}

export function isSnapshotName(text: string): boolean {
  return NAME_PATTERN.test(text) && !isUuid(text.toLowerCase());
}

/** @throws OpsError `format-corrupt` when the text at `path` is not our record of the snapshot `name` */
export function decodeSnapshotRecord(text: string, name: string, path: string): SnapshotRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (isSnapshotRecord(value) && value.name === name) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new OpsError('format-corrupt', `${path}: this is not the record of a snapshot`, {
    hint: `remove it: rm ${path}`,
  });
}

export function encodeSnapshotRecord(record: SnapshotRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function isSnapshotRecord(value: unknown): value is SnapshotRecord {
  if (!isObject(value)) return false;
  const { version, name, uuid, volume, created, size, filesystem, consistent } = value;
  return (
    version === 1 &&
    typeof name === 'string' &&
    typeof uuid === 'string' &&
    isUuid(uuid) &&
    isObject(volume) &&
    typeof volume['name'] === 'string' &&
    typeof volume['uuid'] === 'string' &&
    typeof created === 'string' &&
    Number.isSafeInteger(size) &&
    (filesystem === null || filesystem === 'ext4' || filesystem === 'tfs') &&
    consistent === true
  );
}

function isObject(value: unknown): value is Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
