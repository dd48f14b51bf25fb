import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Ext4Options, type Ext4Plan, planExt4, writeExt4 } from '../../../src/formats/ext4/index.js';
import type { ByteTarget, ContentSource } from '../../../src/formats/tree.js';
import { type Directory, OPTIONS, SOURCE } from './trees.js';

/** A directory for images that goes away with the tests of the file. */
export function scratchDirectory(): { path(name: string): string } {
  let root: string | undefined;
  after(() => {
    if (root) rmSync(root, { recursive: true });
  });
  return {
    path(name) {
      root ??= mkdtempSync(path.join(tmpdir(), 'ext4-'));
      return path.join(root, name);
    },
  };
}

/** Writes a planned volume to a sparse file; returns what the generator reported. */
export function writeImage<Content>(
  image: string,
  plan: Ext4Plan<Content>,
  source: ContentSource<Content>,
): readonly number[] {
  const descriptor = openSync(image, 'w');
  try {
    ftruncateSync(descriptor, plan.size);
    const target: ByteTarget = {
      write(position, bytes) {
        if (writeSync(descriptor, bytes, 0, bytes.length, position) !== bytes.length) throw new Error('short write');
      },
    };
    return [...writeExt4(plan, source, target)];
  } finally {
    closeSync(descriptor);
  }
}

/** Plans and writes in one go. */
export function makeImage(
  image: string,
  root: Directory,
  options: Partial<Ext4Options> & { size: number },
): Ext4Plan<Uint8Array> {
  const plan = planExt4(root, { ...OPTIONS, ...options });
  writeImage(image, plan, SOURCE);
  return plan;
}
