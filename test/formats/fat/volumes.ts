import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import {
  type FatEntry,
  type FatOptions,
  type FatPlan,
  type FatReader,
  planFat,
  writeFat,
} from '../../../src/formats/fat/index.js';
import type { ByteTarget } from '../../../src/formats/tree.js';
import { type Bytes, CREATED, type Directory, SOURCE } from '../ext4/trees.js';
import { MemoryDisk } from '../memory-disk.js';

export const OPTIONS: Omit<FatOptions, 'size'> = { serial: 0x1234_abcd, created: CREATED };

export function writeAll(plan: FatPlan<Bytes>, target: ByteTarget): readonly number[] {
  return [...writeFat(plan, SOURCE, target)];
}

/** A volume in memory. */
export function makeVolume(root: Directory, options: Partial<FatOptions> & { readonly size: number }): MemoryDisk {
  const disk = new MemoryDisk(options.size);
  writeAll(planFat(root, { ...OPTIONS, ...options }), disk);
  return disk;
}

/** A volume in a sparse file. @returns its plan */
export function makeVolumeFile(
  file: string,
  root: Directory,
  options: Partial<FatOptions> & { readonly size: number },
): FatPlan<Bytes> {
  const plan = planFat(root, { ...OPTIONS, ...options });
  const descriptor = openSync(file, 'w');
  try {
    ftruncateSync(descriptor, plan.size);
    writeAll(plan, { write: (position, bytes) => writeSync(descriptor, bytes, 0, bytes.length, position) });
  } finally {
    closeSync(descriptor);
  }
  return plan;
}

/** Everything below a directory, by path: the bytes of files, `undefined` for directories. Ends on cycles. */
export function readAll(
  reader: FatReader,
  directory = reader.root,
  path = '',
  depth = 0,
): Map<string, Bytes | undefined> {
  const found = new Map<string, Bytes | undefined>();
  for (const entry of reader.list(directory)) {
    const at = `${path}/${entry.name}`;
    found.set(at, entry.kind === 'file' ? readFile(reader, entry) : undefined);
    if (entry.kind === 'directory' && depth < 4) {
      for (const [below, bytes] of readAll(reader, entry, at, depth + 1)) found.set(below, bytes);
    }
  }
  return found;
}

export function readFile(reader: FatReader, entry: FatEntry): Bytes {
  const bytes = new Uint8Array(entry.size);
  reader.read(entry, 0, bytes);
  return bytes;
}

/** The same of a tree. */
export function contentOf(directory: Directory, path = ''): Map<string, Bytes | undefined> {
  const content = new Map<string, Bytes | undefined>();
  for (const { name, node } of directory.entries) {
    const at = `${path}/${new TextDecoder().decode(name)}`;
    content.set(at, node.kind === 'file' ? node.content : undefined);
    if (node.kind === 'directory') for (const [below, bytes] of contentOf(node, at)) content.set(below, bytes);
  }
  return content;
}

/** Maps are compared in the order of their keys. */
export function sorted<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
