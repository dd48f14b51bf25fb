import assert from 'node:assert/strict';
import fc from 'fast-check';
import { accessWindow, targetWindow } from '../../src/formats/window.js';
import { MemoryDisk } from './memory-disk.js';

describe('formats windows', () => {
  it('write within their part and nowhere else', () => {
    const disk = new MemoryDisk(64);
    const part = targetWindow(disk, { offset: 16, size: 8 });
    part.write(0, Uint8Array.of(1, 2));
    part.write(6, Uint8Array.of(3, 4));
    for (const position of [-1, 7, 8, 100]) {
      assert.throws(() => {
        part.write(position, Uint8Array.of(9, 9));
      }, RangeError);
    }
    const expected = new Uint8Array(64);
    expected.set([1, 2, 0, 0, 0, 0, 3, 4], 16);
    assert.deepEqual(disk.bytes, expected);
  });

  it('read what a copy of their part would give, also where the image ends', () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, index) => index);
    const disk = new MemoryDisk(40);
    disk.write(0, bytes);
    const place = fc.nat({ max: 50 });
    fc.assert(
      fc.property(place, place, place, place, (offset, size, position, length) => {
        const part = accessWindow(disk.access, { offset, size });
        const copy = bytes.slice(offset, offset + size);
        assert.equal(part.size, copy.length);
        assert.deepEqual(part.read(position, length).slice(), copy.slice(position, position + length));
      }),
      { endOnFailure: true },
    );
  });
});
