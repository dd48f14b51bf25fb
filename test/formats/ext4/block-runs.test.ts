import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BlockCursor } from '../../../src/formats/ext4/block-cursor.js';
import { BlockRuns } from '../../../src/formats/ext4/block-runs.js';

const END = 60;
const pairs = fc
  .array(fc.tuple(fc.nat(END), fc.nat(10)), { maxLength: 8 })
  .map((runs) => runs.map(([start, length]) => [start, start + length] as const).sort((a, b) => a[0] - b[0]));

function blocksOf(runs: BlockRuns): number[] {
  const blocks: number[] = [];
  runs.forEachWithin(0, 2 * END, (start, end) => {
    for (let block = start; block < end; block++) blocks.push(block);
  });
  return blocks;
}

function model(runs: readonly (readonly [number, number])[]): number[] {
  return Array.from({ length: 2 * END }, (_, block) => block).filter((block) =>
    runs.some(([start, end]) => block >= start && block < end),
  );
}

describe('formats/ext4 block runs', () => {
  it('are the union of what they are made of, in runs that do not touch', () => {
    const property = fc.property(pairs, fc.nat(END), fc.nat(30), (list, start, length) => {
      const runs = BlockRuns.fromSorted(list.flat());
      assert.deepEqual(blocksOf(runs), model(list));
      assert.equal(runs.total, model(list).length);
      for (let index = 1; index < runs.length; index++) assert.ok(runs.end(index - 1) < runs.start(index));
      const more = runs.with(start, start + length);
      assert.deepEqual(blocksOf(more), model([...list, [start, start + length]]));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('show the part within bounds', () => {
    const property = fc.property(pairs, fc.nat(END), fc.nat(END), (list, a, b) => {
      const found: number[] = [];
      BlockRuns.fromSorted(list.flat()).forEachWithin(Math.min(a, b), Math.max(a, b), (start, end) => {
        for (let block = start; block < end; block++) found.push(block);
      });
      assert.deepEqual(
        found,
        model(list).filter((block) => block >= Math.min(a, b) && block < Math.max(a, b)),
      );
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('are what a cursor leaves out, whatever it is asked for', () => {
    const property = fc.property(
      pairs,
      fc.nat(END),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (list, start, counts) => {
        const cursor = new BlockCursor(BlockRuns.fromSorted(list.flat()), start);
        const occupied = new Set(model(list));
        const taken: number[] = [];
        for (const count of counts) {
          const first = cursor.next;
          const length = cursor.take(count);
          assert.ok(length >= 1 && length <= count);
          for (let block = first; block < first + length; block++) taken.push(block);
        }
        const free = Array.from({ length: 2000 }, (_, index) => start + index).filter((block) => !occupied.has(block));
        assert.deepEqual(taken, free.slice(0, taken.length));
        assert.equal(cursor.taken, taken.length);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});
