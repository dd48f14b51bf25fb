import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import { GIB, KIB, MIB } from '../../src/core/size.js';
import { findDataRanges, isZero, looksSparse } from '../../src/io/sparse-map.js';
import { useTemporaryDirectory } from './temporary-directory.js';

describe('io/sparse-map', () => {
  const at = useTemporaryDirectory();

  function makeSparse(name: string, size: number, islands: readonly { start: number; length: number }[]): number {
    const fd = openSync(at(name), 'w+');
    ftruncateSync(fd, size);
    for (const { start, length } of islands) writeSync(fd, Buffer.alloc(length, 'x'), 0, length, start);
    return fd;
  }

  const ISLANDS = [
    { start: 0, length: 4 * KIB },
    { start: MIB, length: 256 * KIB },
    { start: 5 * MIB, length: 4 * KIB },
  ];

  it('finds the data of a small file by reading it', () => {
    const fd = makeSparse('small', 5 * MIB + 5000, [...ISLANDS, { start: 5 * MIB + 4096, length: 904 }]);
    const last = { start: 5 * MIB, length: 5000 };
    assert.deepEqual(findDataRanges(fd, 'small', 5 * MIB + 5000), [...ISLANDS.slice(0, 2), last]);
    closeSync(fd);
  });

  it('finds the data of a large file without reading it, whatever it is called', () => {
    for (const name of ['large', 'nbd:host:1', 'a,b=c', 'größe']) {
      const fd = makeSparse(name, 8 * GIB + 1, [...ISLANDS, { start: 8 * GIB, length: 1 }]);
      assert.ok(looksSparse(8 * GIB + 1, fstatSync(fd).blocks));
      assert.deepEqual(findDataRanges(fd, name, 8 * GIB + 1), [...ISLANDS, { start: 8 * GIB, length: 1 }]);
      closeSync(fd);
    }
  });

  it('finds nothing in holes alone, and everything in data alone', () => {
    const hole = makeSparse('hole', 100 * MIB, []);
    assert.deepEqual(findDataRanges(hole, 'hole', 100 * MIB), []);
    assert.deepEqual(findDataRanges(hole, 'hole', 4 * MIB), []);
    const data = makeSparse('data', 10_000, [{ start: 0, length: 10_000 }]);
    assert.deepEqual(findDataRanges(data, 'data', 10_000), [{ start: 0, length: 10_000 }]);
    assert.ok(!looksSparse(10_000, fstatSync(data).blocks));
    const odd = makeSparse('odd', 9 * MIB + 1, [{ start: 0, length: 9 * MIB + 1 }]);
    assert.deepEqual(findDataRanges(odd, 'odd', 9 * MIB + 1), [{ start: 0, length: 9 * MIB + 1 }]);
    closeSync(odd);
    closeSync(hole);
    closeSync(data);
  });

  it('does not know the holes of a large file without qemu-img', () => {
    closeSync(makeSparse('large', 100 * MIB, ISLANDS));
    const script = `
      import { openSync } from 'node:fs';
      import { findDataRanges } from '${new URL('../../src/io/sparse-map.js', import.meta.url).href}';
      console.log(findDataRanges(openSync(process.argv[1]), 'large', ${100 * MIB}));`;
    const node = ['--input-type=module', '-e', script, at('large')];
    const said = spawnSync(process.execPath, node, { env: { PATH: '/nowhere' }, encoding: 'utf8' });
    assert.equal(said.stdout.trim(), 'undefined', said.stderr);
  });

  it('loses no byte: what is outside of the ranges is zero', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(99_999), { maxLength: 20 }), fc.integer({ min: 1, max: 100_000 }), (places, size) => {
        const content = Buffer.alloc(size);
        for (const place of places) if (place < size) content[place] = 1;
        const fd = openSync(at('any'), 'w+');
        writeSync(fd, content);
        const ranges = findDataRanges(fd, 'any', size);
        closeSync(fd);
        let end = -1;
        for (const { start, length } of ranges!) {
          assert.ok(start > end && length > 0 && start + length <= size, 'ascending, apart, inside');
          end = start + length;
          content.fill(0, start, end);
        }
        assert.ok(isZero(content));
      }),
      { numRuns: 50 },
    );
  });

  it('tells zeros of any length', () => {
    for (const length of [0, 1, 65_536, 65_537, 200_000]) {
      const bytes = Buffer.alloc(length);
      assert.ok(isZero(bytes));
      if (length === 0) continue;
      bytes[length - 1] = 1;
      assert.ok(!isZero(bytes));
    }
  });
});
