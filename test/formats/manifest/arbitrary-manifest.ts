import fc from 'fast-check';
import type {
  Access,
  LinuxManifest,
  ManifestMount,
  MountSource,
} from '../../../src/formats/manifest/linux-manifest.js';

/** Text that a C string can hold, of every kind of character. */
export const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.replaceAll('\0', ''));
const someText = text.filter((value) => value !== '');

const component = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((value) => value.replaceAll(/[/\0]/g, '_'))
  .filter((value) => value !== '.' && value !== '..' && value.isWellFormed());

export const absolutePath = fc
  .array(component, { minLength: 1, maxLength: 4 })
  .map((components) => `/${components.join('/')}`);

const access = fc.constantFrom<Access>('rw', 'ro');

const source: fc.Arbitrary<MountSource> = fc.oneof(
  someText.map((value) => ({ kind: 'name' as const, value })),
  fc.uuid().map((value) => ({ kind: 'uuid' as const, value: value.toLowerCase() })),
  fc.integer({ min: 1, max: 99999 }).map((value) => ({ kind: 'virtual' as const, value: String(value) })),
  fc.stringMatching(/^[a-z0-9]{1,31}$/).map((value) => ({ kind: 'share' as const, value })),
);

const mount: fc.Arbitrary<ManifestMount> = fc.record(
  { source, path: absolutePath.map((path) => `/m${path}`), access },
  { noNullPrototype: true },
);

const variable = fc.tuple(fc.stringMatching(/^[A-Z_]{1,8}$/), text).map(([name, value]) => `${name}=${value}`);

/** Manifests that a guest accepts. */
export const manifest: fc.Arbitrary<LinuxManifest> = fc.record(
  {
    program: absolutePath,
    arguments: fc.array(text, { minLength: 1, maxLength: 5 }),
    environment: fc.array(variable, { maxLength: 5 }),
    directory: fc.oneof(absolutePath, fc.constant('/')),
    hostname: fc.stringMatching(/^[a-z0-9-]{1,64}$/),
    root: access,
    mounts: fc.uniqueArray(mount, { maxLength: 5, selector: ({ path }) => path }),
  },
  { noNullPrototype: true },
);
