import path from 'node:path';
import { OpsError } from '../core/errors.js';
import type { GuestKind } from '../core/guest-kind.js';
import { parseMount } from '../core/mount.js';
import type { RootContent } from '../core/root-content.js';
import { isUuid, type Uuid } from '../core/uuid.js';

/**
 * What `<home>/images/<name>.json` says of an image. Writing it is the commit: a disk that no record names does not
 * exist (docs/decisions/0006).
 */
export interface ImageRecord {
  readonly version: 1;
  readonly name: string;
  /** Of the disk `<name>:<uuid>.raw`, and of the root file system in it. */
  readonly uuid: Uuid;
  readonly guest: GuestKind;
  /** The release of Nanos in it; absent in images for Linux, whose kernel is that of the home. */
  readonly nanosVersion?: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The path in the guest of what is run. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** As {@link parseMount} reads them, host directories absolute; outer paths first. */
  readonly mounts: readonly string[];
  readonly readOnlyRoot: boolean;
}

const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Checks the name of an image: 1 to 63 letters, digits, `.`, `_` and `-`. @throws OpsError `name-invalid` */
export function parseImageName(text: string): string {
  if (isImageName(text)) return text;
  throw new OpsError('name-invalid', `${JSON.stringify(text)} is not a name for an image`, {
    hint: 'a name is 1 to 63 letters, digits, "." "_" and "-", and begins with a letter or digit',
  });
}

export function isImageName(text: string): boolean {
  return NAME_PATTERN.test(text);
}

/** The name of an image that was given none: the program's up to the first dot, as OPS does. */
export function imageNameOf({ program, workingDirectory }: Pick<RootContent, 'program' | 'workingDirectory'>): string {
  const base = path.basename(path.resolve(workingDirectory, program));
  const name = base.replace(/^\.+/, '').split('.')[0] ?? '';
  return (
    name
      .replaceAll(/[^A-Za-z0-9._-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 63) || 'image'
  );
}

/** @throws OpsError `format-corrupt` when the text at `path` is not our record of the image `name` */
export function decodeImageRecord(text: string, name: string, path: string): ImageRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (isImageRecord(value) && value.name === name) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new OpsError('format-corrupt', `${path}: this is not the record of an image`, {
    hint: `remove it: rm ${path}`,
  });
}

export function encodeImageRecord(record: ImageRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function isImageRecord(value: unknown): value is ImageRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof ImageRecord, unknown>>;
  return (
    record.version === 1 &&
    typeof record.name === 'string' &&
    NAME_PATTERN.test(record.name) &&
    typeof record.uuid === 'string' &&
    isUuid(record.uuid) &&
    (record.guest === 'linux' || record.guest === 'nanos') &&
    (record.nanosVersion === undefined || typeof record.nanosVersion === 'string') &&
    typeof record.created === 'string' &&
    !Number.isNaN(Date.parse(record.created)) &&
    typeof record.program === 'string' &&
    isTextList(record.arguments) &&
    isTextList(record.mounts) &&
    record.mounts.every(isMount) &&
    typeof record.readOnlyRoot === 'boolean'
  );
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isMount(text: string): boolean {
  try {
    parseMount(text);
    return true;
  } catch {
    return false;
  }
}
