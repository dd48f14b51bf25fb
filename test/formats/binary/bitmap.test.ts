import assert from 'node:assert/strict';
import fc from 'fast-check';
import { setBits } from '../../../src/formats/binary/bitmap.js';

describe('formats/binary bitmap', () => {
  it('sets the bits from one to another and no others', () => {
    const property = fc.property(fc.nat(128), fc.nat(128), fc.nat(128), fc.nat(128), (a, b, c, d) => {
      const bitmap = new Uint8Array(16);
      setBits(bitmap, a, b);
      setBits(bitmap, c, d);
      for (let bit = 0; bit < 128; bit++) {
        const expected = (bit >= a && bit < b) || (bit >= c && bit < d);
        assert.equal((bitmap[bit >> 3]! >> (bit & 7)) & 1, expected ? 1 : 0);
      }
    });
    fc.assert(property);
  });
});
