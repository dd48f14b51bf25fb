import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MIB } from '../../../../src/core/size.js';
import { compareBytes } from '../../../../src/formats/binary/bytes.js';
import { planExt4, writeExt4 } from '../../../../src/formats/ext4/index.js';
import { openExt4 } from '../../../../src/formats/ext4/reader/index.js';
import { bytesAccess } from '../../../../src/formats/random-access.js';
import type { ContentSource, DirectoryNode, TreeNode } from '../../../../src/formats/tree.js';
import { anyExt4Tree } from '../arbitrary-tree.js';
import { awkwardTree } from '../awkward-tree.js';
import { type Bytes, bytesOf, directory, type Directory, OPTIONS, SOURCE } from '../trees.js';
import { withContents } from './read-whole.js';

describe('formats/ext4 reader on what the writer makes', function () {
  this.timeout(120_000);

  it('reads every tree as it was written, and the same image comes of it again', () => {
    fc.assert(
      fc.property(anyExt4Tree, fc.constantFrom(1024, 2048, 4096), (root, blockSize) => {
        const image = write(root, SOURCE, 16 * MIB, blockSize);
        const reader = openExt4(bytesAccess(image));
        const found = reader.readTree();
        assert.deepEqual(describeNode(withContents(reader, found)), describeNode(withLostAndFound(root)));
        assert.ok(Buffer.from(write(found, reader, 16 * MIB, blockSize)).equals(image));
      }),
      { numRuns: 60, endOnFailure: true },
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
  return { ...rest, crtime, data: undefined, content: Buffer.from(bytesOf(rest)) };
}

function withLostAndFound(root: Directory): Directory {
  const name = new TextEncoder().encode('lost+found');
  return { ...root, entries: [...root.entries, { name, node: directory({}, { mode: 0o700 }) }] };
}

function withoutLongLinks(root: Directory): Directory {
  return { ...root, entries: root.entries.filter(({ name }) => new TextDecoder().decode(name) !== 'links') };
}
