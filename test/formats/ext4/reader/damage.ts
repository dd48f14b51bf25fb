import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { OpsError } from '../../../../src/core/errors.js';
import { type Ext4File, type Ext4Reader, openExt4 } from '../../../../src/formats/ext4/reader/index.js';
import { bytesAccess, type RandomAccess } from '../../../../src/formats/random-access.js';
import type { TreeNode } from '../../../../src/formats/tree.js';

/** A whole image and what reading all of it touches. */
export interface Patient {
  readonly name: string;
  readonly image: Uint8Array;
  /** Ascending starts of the 1 KiB pieces that hold metadata. */
  readonly metadata: readonly number[];
  /** The names, attributes and places of all files; their contents are not in it. */
  readonly digest: string;
}

const PIECE = 1024;
/** As much as reading the largest image once over may take, many times over. */
const READ_LIMIT = 64 * 2 ** 20;
const CONTENT_LIMIT = 2 ** 18;

/** @throws when the reader asks for what is not there, or again and again */
function metered(image: Uint8Array, touch: (position: number, length: number) => void = () => undefined): RandomAccess {
  const whole = bytesAccess(image);
  let total = 0;
  return {
    size: image.length,
    read(position, length) {
      assert.ok(position >= 0 && position + length <= image.length + PIECE, `${length} bytes from ${position}`);
      total += length;
      assert.ok(total <= READ_LIMIT, `${total} bytes read`);
      touch(position, length);
      return whole.read(position, length);
    },
  };
}

export function examine(name: string, image: Uint8Array): Patient {
  const pieces = new Set<number>();
  const touch = (position: number, length: number): void => {
    for (let at = position - (position % PIECE); at < position + length; at += PIECE) pieces.add(at);
  };
  const reader = openExt4(metered(image, touch));
  const digest = digestOf(reader, image);
  reader.usage();
  return { name, image, metadata: [...pieces].sort((a, b) => a - b), digest };
}

/** Reads all there is. @returns the digest of the tree, or nothing when the image was refused for what it is */
export function readDamaged(image: Uint8Array): string | undefined {
  try {
    const reader = openExt4(metered(image));
    reader.usage();
    const digest = digestOf(reader, image);
    forEachFile(reader, (size, inode) => {
      reader.readFile(inode, 0, new Uint8Array(Math.min(size, CONTENT_LIMIT)));
      reader.readFile(inode, Math.max(0, size - 10), new Uint8Array(20));
    });
    return digest;
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    assert.ok(['format-corrupt', 'format-unsupported'].includes(error.code), String(error));
    return undefined;
  }
}

function forEachFile(reader: Ext4Reader, visit: (size: number, inode: number) => void): void {
  const walk = (node: TreeNode<Ext4File>): void => {
    if (node.kind === 'file') visit(node.size, node.content.inode);
    if (node.kind === 'directory') for (const entry of node.entries) walk(entry.node);
  };
  walk(reader.readTree());
}

/** @throws when the tree is larger than an image can be the cause of */
function digestOf(reader: Ext4Reader, image: Uint8Array): string {
  const hash = createHash('sha256');
  let parts = 0;
  const walk = (node: TreeNode<Ext4File>): void => {
    parts += 1 + (node.kind === 'file' ? (node.data?.length ?? 0) : 0);
    assert.ok(parts <= image.length / 8, `${parts} files and ranges`);
    const { xattrs, ...rest } = node;
    hash.update(JSON.stringify({ ...rest, entries: undefined, xattrs: [...(xattrs ?? [])] }));
    if (node.kind !== 'directory') return;
    for (const entry of node.entries) {
      hash.update(entry.name);
      walk(entry.node);
    }
  };
  walk(reader.readTree());
  return hash.digest('hex');
}

/** Numbers from 0 to `below`, the same ones for the same seed (Steele and Vigna, SplitMix). */
export function makeRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
  };
}

const EXTREMES = [0, 1, 2, 8, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** Damages the metadata of `image` in one of several ways. */
export function damage(image: Uint8Array, { metadata }: Patient, random: (below: number) => number): void {
  const view = new DataView(image.buffer, image.byteOffset, image.length);
  // Most of it is unused: five times of six a word is looked for that says something.
  const anywhere = (): number => {
    for (let tries = random(6) === 0 ? 1 : 100; ; tries--) {
      const at = metadata[random(metadata.length)]! + random(PIECE / 4) * 4;
      if (tries <= 1 || view.getUint32(at) !== 0) return at;
    }
  };
  switch (random(5)) {
    case 0: {
      const at = anywhere() + random(4);
      image[at] = image[at]! ^ (1 << random(8));
      return;
    }
    case 1:
      for (let count = 1 + random(6); count > 0; count--) image[anywhere() + random(4)] = random(256);
      return;
    case 2:
      view.setUint32(anywhere(), EXTREMES[random(EXTREMES.length)]!, true);
      return;
    case 3:
      // A small number is often a block or an inode that there is.
      view.setUint16(anywhere() + random(2) * 2, random(2) === 0 ? random(64) : random(image.length / PIECE), true);
      return;
    case 4: {
      const [from, to] = [anywhere(), anywhere()];
      image.copyWithin(to, from, from + [4, 12, 128, PIECE][random(4)]!);
    }
  }
}
