import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What each room may import, beside itself. docs/architecture.md has the same table with the reasons. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  formats: ['core'],
  io: ['core'],
  config: ['core'],
  provider: ['core'],
  filesystem: ['core', 'formats', 'io'],
  guests: ['core', 'formats', 'io'],
  volumes: ['core', 'formats', 'io', 'config', 'guests', 'filesystem'],
  images: ['core', 'formats', 'io', 'config', 'guests', 'filesystem'],
  packages: ['core', 'formats', 'io', 'config', 'filesystem', 'images'],
  qemu: ['core', 'io'],
  instances: ['core', 'io', 'config', 'volumes', 'images', 'guests', 'qemu'],
  providers: ['core', 'formats', 'io', 'config', 'provider', 'filesystem', 'guests', 'volumes', 'images', 'packages', 'qemu', 'instances'],
}; // prettier-ignore

const ROOT = path.resolve(import.meta.dirname, '../..');

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly imports: readonly string[];
  /** Those that are still there when the program runs: types leave nothing to load. */
  readonly loads: readonly string[];
}

function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  if (top === 'providers') return second === 'registry.ts' ? 'cli' : 'providers';
  return second.endsWith('.ts') ? 'face' : second;
}

function readSources(): SourceFile[] {
  return ['src', 'providers'].flatMap((top) =>
    readdirSync(path.join(ROOT, top), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => {
        const file = path.posix.join(top, name);
        const text = readFileSync(path.join(ROOT, file), 'utf8');
        const targetsOf = (pattern: RegExp): string[] =>
          [...text.matchAll(pattern)]
            .map((match) => path.posix.join(path.posix.dirname(file), match[1] ?? '').replace(/\.js$/, '.ts'))
            .filter((target) => target.endsWith('.ts'));
        const imports = targetsOf(/(?:from|import|import\()\s*'(\.[^']+)'/g);
        const loads = targetsOf(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm);
        return { path: file, room: roomOf(file), imports, loads };
      }),
  );
}

describe('architecture', () => {
  const sources = readSources();

  it('sees the sources', () => {
    assert.ok(sources.length > 5, `${sources.length} files`);
    assert.ok(sources.some((source) => source.imports.length > 0));
  });

  it('lets a room import only what the table allows', () => {
    const wrong = sources.flatMap((source) => {
      if (source.room === 'cli' || source.room === 'face') return [];
      const allowed = MAY_IMPORT[source.room] ?? [];
      return source.imports
        .filter((target) => roomOf(target) !== source.room && !allowed.includes(roomOf(target)))
        .map((target) => `${source.path} -> ${target}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('knows every room', () => {
    const rooms = new Set(sources.map((source) => source.room));
    assert.deepEqual(
      [...rooms].filter((room) => !(room in MAY_IMPORT) && room !== 'cli' && room !== 'face'),
      [],
    );
  });

  it('keeps providers apart', () => {
    const wrong = sources
      .filter((source) => source.path.startsWith('providers/'))
      .flatMap((source) =>
        source.imports
          .filter((target) => target.startsWith('providers/') && target.split('/')[1] !== source.path.split('/')[1])
          .map((target) => `${source.path} -> ${target}`),
      );
    assert.deepEqual(wrong, []);
  });

  it('has no cycles between files that load each other', () => {
    const byPath = new Map(sources.map((source) => [source.path, source]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      if (done.has(file) || trail.includes(file)) return;
      for (const target of byPath.get(file)?.loads ?? []) visit(target, [...trail, file]);
      done.add(file);
    };
    for (const source of sources) visit(source.path, []);
    assert.deepEqual(cycles, []);
  });

  it('keeps formats and core free of packages and of the file system', () => {
    const wrong = sources
      .filter((source) => source.room === 'core' || source.room === 'formats')
      .flatMap((source) => {
        const text = readFileSync(path.join(ROOT, source.path), 'utf8');
        const packages = [...text.matchAll(/from '([^.'][^']*)'/g)].map((match) => match[1] ?? '');
        return packages.map((name) => `${source.path} -> ${name}`);
      });
    assert.deepEqual(wrong, []);
  });
});
