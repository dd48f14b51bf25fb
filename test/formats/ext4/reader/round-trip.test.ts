import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MIB } from '../../../../src/core/size.js';
import { compareBytes } from '../../../../src/formats/binary/bytes.js';
import { planExt4, writeExt4 } from '../../../../src/formats/ext4/index.js';
import { openExt4 } from '../../../../src/formats/ext4/reader/index.js';
import { bytesAccess } from '../../../../src/formats/random-access.js';
import type { ContentSource, DirectoryNode, TreeNode } from '../../../../src/formats/tree.js';
import { awkwardTree } from '../awkward-tree.js';
import {
  type Bytes,
  device,
  directory,
  type Directory,
  file,
  link,
  type Node,
  OPTIONS,
  SOURCE,
  special,
} from '../trees.js';
import { withContents } from './read-whole.js';

describe('formats/ext4 reader on what the writer makes', function () {
  this.timeout(120_000);

  it('reads every tree as it was written, and the same image comes of it again', () => {
    fc.assert(
      fc.property(tree(), fc.constantFrom(1024, 2048, 4096), (root, blockSize) => {
        const image = write(root, SOURCE, 16 * MIB, blockSize);
        const reader = openExt4(bytesAccess(image));
        const found = reader.readTree();
        assert.deepEqual(describeNode(withContents(reader, found)), describeNode(withLostAndFound(root)));
        assert.ok(Buffer.from(write(found, reader, 16 * MIB, blockSize)).equals(image));
      }),
      { numRuns: 40 },
    );
  });

  it('makes the same image of the awkward tree', () => {
    for (const blockSize of [1024, 4096]) {
      const root = blockSize === 4096 ? awkwardTree() : withoutLongLinks(awkwardTree());
      const image = write(root, SOURCE, 616 * MIB, blockSize);
      const reader = openExt4(bytesAccess(image));
      assert.ok(Buffer.from(write(reader.readTree(), reader, 616 * MIB, blockSize)).equals(image), `${blockSize}`);
    }
  });

  it('counts what is used as the plan does', () => {
    const root = awkwardTree();
    const plan = planExt4(root, { ...OPTIONS, size: 616 * MIB });
    const { blockSize, blockCount, freeBlocks, inodeCount, freeInodes } = plan;
    const usage = openExt4(bytesAccess(write(root, SOURCE, 616 * MIB))).usage();
    const availableBlocks = freeBlocks - Math.floor(blockCount / 20);
    assert.deepEqual(usage, { blockSize, blockCount, freeBlocks, availableBlocks, inodeCount, freeInodes });
  });
});

function write<Content>(
  root: DirectoryNode<Content>,
  source: ContentSource<Content>,
  size: number,
  blockSize?: number,
): Uint8Array {
  const plan = planExt4(root, { ...OPTIONS, size, ...(blockSize && { blockSize }) });
  const image = new Uint8Array(size);
  const target = {
    write: (position: number, bytes: Uint8Array): void => {
      image.set(bytes, position);
    },
  };
  for (const steps = writeExt4(plan, source, target); !steps.next().done;);
  return image;
}

/** What is to be equal: names in order, contents as bytes, and no birth where the source gave none. */
function describeNode(node: TreeNode<Bytes>): unknown {
  const { crtime = OPTIONS.created, ...rest } = node;
  if (rest.kind === 'directory') {
    const entries = rest.entries.toSorted((a, b) => compareBytes(a.name, b.name));
    return {
      ...rest,
      crtime,
      entries: entries.map(({ name, node: below }) => [Buffer.from(name), describeNode(below)]),
    };
  }
  if (rest.kind !== 'file') return { ...rest, crtime };
  const content = new Uint8Array(rest.size);
  for (const { start, length } of rest.data ?? [{ start: 0, length: rest.size }]) {
    const into = content.subarray(start, start + length);
    if (length > 0 && rest.content.length === rest.size) into.set(rest.content.subarray(start, start + length));
    else if (length > 0) SOURCE.read(rest, start, into);
  }
  return { ...rest, crtime, data: undefined, content: Buffer.from(content) };
}

function withLostAndFound(root: Directory): Directory {
  const name = new TextEncoder().encode('lost+found');
  return { ...root, entries: [...root.entries, { name, node: directory({}, { mode: 0o700 }) }] };
}

function withoutLongLinks(root: Directory): Directory {
  return { ...root, entries: root.entries.filter(({ name }) => new TextDecoder().decode(name) !== 'links') };
}

const time = fc.record(
  { seconds: fc.integer({ min: -(2 ** 31), max: 15_000_000_000 }), nanoseconds: fc.nat(999_999_999) },
  { noNullPrototype: true },
);
const id = fc.oneof(fc.constantFrom(0, 65_535, 65_536, 2 ** 32 - 1), fc.nat(100_000));
const attributes = fc.record(
  { mode: fc.nat(0o7777), uid: id, gid: id, atime: time, mtime: time, ctime: time, crtime: time },
  { noNullPrototype: true },
);
const value = fc.uint8Array({ maxLength: 120 });
const xattrs = fc
  .dictionary(fc.constantFrom('user.a', 'user.größe', 'trusted.b', 'security.capability', 'user.with space'), value, {
    minKeys: 1,
  })
  .map((values) => ({
    xattrs: new Map(Object.entries(values).map(([name, bytes]) => [name, Uint8Array.from(bytes)])),
  }));

function leaf(): fc.Arbitrary<Node> {
  const content = fc.tuple(fc.nat(9000), fc.nat(255)).map(([size, seed]) => new Uint8Array(size).fill(seed + 1));
  const pieces = fc.uniqueArray(fc.nat(60), { maxLength: 20 }).map((starts) => starts.sort((a, b) => a - b));
  return fc.oneof(
    content.map((bytes) => file(bytes)),
    pieces.map((starts) => ({
      ...file(Uint8Array.from({ length: 300_000 }, (_, index) => 1 + (index % 251))),
      data: starts.map((start) => ({ start: start * 4096, length: 4096 })),
    })),
    fc.integer({ min: 1, max: 1000 }).map((length) => link('t'.repeat(length))),
    fc.constantFrom('fifo' as const, 'socket' as const).map((kind) => special(kind)),
    fc.tuple(fc.nat(4095), fc.nat(2 ** 20 - 1)).map(([major, minor]) => device('block-device', major, minor)),
  );
}

function tree(): fc.Arbitrary<Directory> {
  const name = fc
    .uint8Array({ minLength: 1, maxLength: 40, min: 1 })
    .map((bytes) => Uint8Array.from(bytes, (byte) => (byte === 0x2f || byte === 0x2e ? 0x5f : byte)));
  const named = <Kind extends Node>(node: fc.Arbitrary<Kind>): fc.Arbitrary<Kind> =>
    fc.tuple(node, attributes, fc.option(xattrs, { nil: {} })).map((parts) => Object.assign({}, ...parts) as Kind);
  const { root } = fc.letrec<{ root: Directory; node: Node }>((tie) => ({
    root: named(
      fc
        .uniqueArray(fc.tuple(name, tie('node')), {
          maxLength: 10,
          selector: ([bytes]) => Buffer.from(bytes).toString('hex'),
        })
        .map((entries) => directory(entries.map(([bytes, node]) => ({ name: bytes, node })))),
    ),
    node: fc.oneof({ maxDepth: 3 }, named(leaf()), tie('root')),
  }));
  return root;
}
