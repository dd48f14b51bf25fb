import { isUuid } from '../../core/uuid.js';
import {
  MANIFEST_MAX_MOUNTS,
  type Access,
  type LinuxManifest,
  type ManifestMount,
  type MountSource,
} from './linux-manifest.js';

/** A line of a manifest as its words, decoded: the kind, then the values. */
export type ManifestLine = readonly string[];

/** What is wrong with a line, or with a manifest that lacks one. The texts are those of the guest's own reader. */
export class ManifestProblem extends Error {
  /** From 0; undefined when a line is missing. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

type Draft = { -readonly [Key in keyof LinuxManifest]?: LinuxManifest[Key] } & {
  arguments: string[];
  environment: string[];
  mounts: ManifestMount[];
};

interface LineKind {
  readonly values: number;
  read(draft: Draft, ...values: string[]): void;
}

const NOT_A_PATH = 'is not an absolute, normalised path';

function require(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ManifestProblem(message);
}

function hasLength(text: string, most: number): boolean {
  const length = Buffer.byteLength(text);
  return length >= 1 && length <= most;
}

function isPath(path: string): boolean {
  if (path === '/') return true;
  const parts = path.split('/');
  return parts.shift() === '' && parts.every((part) => !['', '.', '..'].includes(part)) && hasLength(path, 4095);
}

function isSystemPath(path: string): boolean {
  return path === '/' || ['/dev', '/proc', '/sys'].some((top) => path === top || path.startsWith(`${top}/`));
}

function parseSource(kind: string, value: string): MountSource {
  const valid =
    (kind === 'name' && hasLength(value, 255)) ||
    (kind === 'uuid' && isUuid(value)) ||
    (kind === 'virtual' && /^[1-9][0-9]{0,4}$/.test(value)) ||
    (kind === 'share' && hasLength(value, 31));
  require(valid, 'has a source that is not one');
  return { kind, value };
}

function parseAccess(word: string): Access {
  require(word === 'rw' || word === 'ro', 'is neither rw nor ro');
  return word;
}

function once(existing: string | undefined): void {
  require(existing === undefined, 'is there twice');
}

const LINE_KINDS: Readonly<Record<string, LineKind>> = {
  program: {
    values: 1,
    read(draft, path = '') {
      once(draft.program);
      require(isPath(path) && path !== '/', NOT_A_PATH);
      draft.program = path;
    },
  },
  argument: { values: 1, read: (draft, value = '') => void draft.arguments.push(value) },
  environment: {
    values: 1,
    read(draft, value = '') {
      require(value.indexOf('=') > 0, 'is not NAME=VALUE');
      draft.environment.push(value);
    },
  },
  directory: {
    values: 1,
    read(draft, path = '') {
      once(draft.directory);
      require(isPath(path), NOT_A_PATH);
      draft.directory = path;
    },
  },
  hostname: {
    values: 1,
    read(draft, name = '') {
      once(draft.hostname);
      require(hasLength(name, 64), 'is not of 1 to 64 bytes');
      draft.hostname = name;
    },
  },
  root: {
    values: 1,
    read(draft, access = '') {
      once(draft.root);
      draft.root = parseAccess(access);
    },
  },
  mount: {
    values: 4,
    read(draft, kind = '', value = '', path = '', access = '') {
      require(draft.mounts.length < MANIFEST_MAX_MOUNTS, 'is one more than the 64 that a guest can have');
      const source = parseSource(kind, value);
      require(isPath(path) && !isSystemPath(path), 'has a path where nothing can be mounted');
      require(!draft.mounts.some((mount) => mount.path === path), 'has a path that is there twice');
      draft.mounts.push({ source, path, access: parseAccess(access) });
    },
  },
};

function readLine(draft: Draft, [kind = '', ...values]: ManifestLine): void {
  const lineKind = Object.hasOwn(LINE_KINDS, kind) ? LINE_KINDS[kind] : undefined;
  require(lineKind !== undefined, 'is of an unknown kind');
  require(values.length === lineKind.values, 'has the wrong number of words');
  lineKind.read(draft, ...values);
}

/** The lines of a manifest after the first one, in the order in which it is written. */
export function linesOf(manifest: LinuxManifest): ManifestLine[] {
  return [
    ['program', manifest.program],
    ...manifest.arguments.map((value) => ['argument', value]),
    ...manifest.environment.map((value) => ['environment', value]),
    ['directory', manifest.directory],
    ['hostname', manifest.hostname],
    ['root', manifest.root],
    ...manifest.mounts.map(({ source, path, access }) => ['mount', source.kind, source.value, path, access]),
  ];
}

/** The manifest that lines make. @throws ManifestProblem */
export function manifestOf(lines: readonly ManifestLine[]): LinuxManifest {
  const draft: Draft = { arguments: [], environment: [], mounts: [] };
  for (const [index, line] of lines.entries()) {
    try {
      readLine(draft, line);
    } catch (error) {
      throw error instanceof ManifestProblem ? new ManifestProblem(error.message, index) : error;
    }
  }
  const { program, directory, hostname, root } = draft;
  require(program !== undefined, 'there is no program');
  require(draft.arguments.length > 0, 'there is no argument');
  require(directory !== undefined, 'there is no directory');
  require(hostname !== undefined, 'there is no hostname');
  require(root !== undefined, 'there is no root');
  return { ...draft, program, directory, hostname, root };
}
