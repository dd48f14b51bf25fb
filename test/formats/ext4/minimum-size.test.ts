import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { GIB, KIB, MIB, TIB } from '../../../src/core/size.js';
import { type Ext4Options, minimumExt4Size, planExt4 } from '../../../src/formats/ext4/index.js';
import { assertClean } from '../../oracles/e2fsprogs.js';
import { makeImage, scratchDirectory } from './images.js';
import { type Directory, directory, file, OPTIONS, pattern } from './trees.js';

/** A tree of one file that is `size` bytes long, never read. */
function sized(size: number, others = 0): Directory {
  const big = { ...file(pattern(65_521)), size };
  const small = Array.from({ length: others }, (_, index) => [`file-${index}`, file('y')] as const);
  return directory({ big, ...Object.fromEntries(small) });
}

function needed(tree: Directory, options: Partial<Ext4Options> & { size: number }): number | undefined {
  try {
    planExt4(tree, { ...OPTIONS, ...options });
    return undefined;
  } catch (error) {
    if (!hasErrorCode(error, 'volume-too-small')) throw error;
    return error.details['needed'] as number;
  }
}

/** The first size that a walk in single blocks finds. */
function walk(tree: Directory, from: number, options: Partial<Ext4Options> = {}): number {
  for (let size = from; ; size += size < 512 * MIB ? (options.blockSize ?? KIB) : 4 * KIB) {
    if (needed(tree, { ...options, size }) === undefined) return size;
  }
}

describe('formats/ext4 minimum size', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();

  it('is a MiB for an empty tree', () => {
    assert.equal(minimumExt4Size(directory({}), OPTIONS), MIB);
    assert.equal(needed(directory({}), { size: MIB - 1 }), MIB);
    assert.equal(needed(directory({}), { size: 0 }), MIB);
  });

  it('is exact to the block, and e2fsck takes a volume without a free block', () => {
    for (const tree of [sized(5 * MIB), sized(300 * KIB, 900), sized(9 * MIB, 3000), sized(490 * MIB)]) {
      const minimum = minimumExt4Size(tree, OPTIONS);
      const block = minimum < 512 * MIB ? KIB : 4 * KIB;
      assert.equal(needed(tree, { size: minimum }), undefined);
      assert.equal(needed(tree, { size: minimum - block }), minimum);
      assert.equal(needed(tree, { size: MIB }), minimum);
      const image = scratch.path('minimum');
      makeImage(image, tree, { size: minimum });
      assertClean(image);
    }
  });

  it('finds what a walk through all sizes finds', () => {
    const contents = fc.integer({ min: 0, max: 40 * MIB });
    const options = fc.record(
      { blockSize: fc.constantFrom(1024, 2048, 4096), inodes: fc.integer({ min: 0, max: 20_000 }) },
      { requiredKeys: [], noNullPrototype: true },
    );
    const property = fc.property(contents, fc.integer({ min: 0, max: 3000 }), options, (size, others, given) => {
      const tree = sized(size, others);
      const minimum = minimumExt4Size(tree, { ...OPTIONS, ...given });
      const block = given.blockSize ?? KIB;
      // A walk from the very start takes too long: from a little below, where nothing may succeed.
      const from = Math.max(MIB, minimum - 600 * block);
      assert.equal(walk(tree, from, given), minimum);
    });
    fc.assert(property, { numRuns: 15 });
  });

  it('leads on from every size that is too small to the next that is not', () => {
    const tree = sized(1_200 * KIB, 100);
    for (let size = MIB; size < 12 * MIB; size += 64 * KIB) {
      const next = needed(tree, { size });
      if (next !== undefined) assert.equal(walk(tree, size), next, `${size}`);
    }
  });

  it('is found in no time for volumes of terabytes', function () {
    this.timeout(5000);
    for (const size of [GIB, TIB, 15 * TIB]) {
      const minimum = minimumExt4Size(directory({ a: { ...file('x'), size } }), OPTIONS);
      assert.ok(minimum > size && minimum < size * 1.06, `${minimum / size}`);
    }
  });

  it('leaves the free room that it is asked for, and not a block more than needed', () => {
    for (const [size, free] of [
      [900 * KIB, 300 * KIB],
      [5 * MIB, MIB],
      [300 * MIB, 250 * MIB],
      [GIB, 10 * GIB],
    ] as const) {
      const tree = sized(size);
      const minimum = minimumExt4Size(tree, OPTIONS, free);
      const plan = planExt4(tree, { ...OPTIONS, size: minimum });
      assert.ok(plan.freeBlocks * plan.blockSize >= free);
      assert.ok(plan.freeBlocks * plan.blockSize < free + plan.blockSize, `${plan.freeBlocks * plan.blockSize - free}`);
    }
  });

  it('raises the count of inodes for many small files, and leaves some', () => {
    const tree = directory(Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`${index}`, file('')])));
    const plan = planExt4(tree, { ...OPTIONS, size: 4 * MIB });
    assert.ok(plan.freeInodes >= 200, `${plan.freeInodes}`);
    const image = scratch.path('inodes');
    makeImage(image, tree, { size: 4 * MIB });
    assertClean(image);
  });

  it('refuses more groups than blocks of 1024 bytes can describe', () => {
    const plan = () => planExt4(directory({}), { ...OPTIONS, size: 2 * TIB, blockSize: 1024 });
    assert.throws(plan, (error) => hasErrorCode(error, 'format-limit') && (error.hint ?? '').includes('4096'));
  });

  it('refuses what is beyond 64 TiB', () => {
    const tree = directory(
      Object.fromEntries(
        Array.from({ length: 5 }, (_, index) => [`${index}`, { ...file(pattern(1)), size: 15 * TIB }]),
      ),
    );
    assert.throws(
      () => minimumExt4Size(tree, OPTIONS),
      (error) => hasErrorCode(error, 'format-limit'),
    );
    assert.throws(
      () => planExt4(tree, { ...OPTIONS, size: 64 * TIB + 1 }),
      (error) => hasErrorCode(error, 'format-limit'),
    );
  });
});
