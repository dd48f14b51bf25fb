import { chmodSync, linkSync, lstatSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';

/** A file of a directory of this machine, by its path in it. */
interface Planted {
  readonly at: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'hard-link' | 'sparse';
  /** What a link leads to. */
  readonly target: string;
  readonly size: number;
  readonly mode: number;
}

const NAMES = ['a', 'b', 'c', 'größe'];
const anyPath = fc
  .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .map((names: readonly string[]) => names.join('/'));

/** Few names, so that what is planted over it meets it: as a file, a directory, or a link to either. */
export const anyTree: fc.Arbitrary<readonly Planted[]> = fc.array(
  fc.record({
    at: anyPath,
    kind: fc.constantFrom('file', 'file', 'directory', 'symlink', 'hard-link', 'sparse'),
    target: fc.oneof(
      anyPath,
      anyPath.map((to) => `/${to}`),
      fc.constant('../../..'),
    ),
    size: fc.integer({ min: 0, max: 20_000 }),
    mode: fc.constantFrom(0o644, 0o4755, 0o1777, 0o700),
  }),
  { maxLength: 12 },
);

/** Makes a directory of what of the files there is room for: the first at a path wins. */
export function plant(root: string, files: readonly Planted[]): string {
  mkdirSync(root, { recursive: true });
  for (const file of files) {
    try {
      plantFile(root, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  return root;
}

function plantFile(root: string, { at, kind, target, size, mode }: Planted): void {
  const place = path.join(root, at);
  // Not through links, which may lead out of it.
  for (let above = path.dirname(at); above !== '.'; above = path.dirname(above)) {
    if (lstatSync(path.join(root, above), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  }
  mkdirSync(path.dirname(place), { recursive: true });
  if (kind === 'symlink') symlinkSync(target, place);
  else if (kind === 'hard-link') linkSync(path.join(root, target), place);
  else {
    if (kind === 'directory') mkdirSync(place);
    else writeFileSync(place, Buffer.alloc(size, `${at} ${target} `), { flag: 'wx' });
    if (kind === 'sparse') truncateSync(place, size + 300_000);
    chmodSync(place, mode);
  }
}
