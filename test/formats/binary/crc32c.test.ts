import assert from 'node:assert/strict';
import fc from 'fast-check';
import { crc32c, crc32cUint32 } from '../../../src/formats/binary/crc32c.js';

/** One bit at a time: the definition. */
function bitwise(seed: number, bytes: Uint8Array): number {
  let crc = seed;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return crc >>> 0;
}

describe('formats/binary crc32c', () => {
  // RFC 3720, appendix B.4, and the check value of the polynomial.
  const vectors: readonly [string, Uint8Array, number][] = [
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, index) => index), 0x46dd794e],
    ['31 to 0', Uint8Array.from({ length: 32 }, (_, index) => 31 - index), 0x113fdb5c],
    ['123456789', new TextEncoder().encode('123456789'), 0xe3069283],
  ];
  for (const [name, bytes, expected] of vectors) {
    it(`of ${name}`, () => {
      assert.equal(~crc32c(0xffffffff, bytes) >>> 0, expected);
    });
  }

  it('agrees with the definition for any bytes, seed, start and end', () => {
    const property = fc.property(
      fc.uint8Array({ maxLength: 80 }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.nat(80),
      fc.nat(80),
      (bytes, seed, from, to) => {
        const start = Math.min(from, to, bytes.length);
        const end = Math.min(Math.max(from, to), bytes.length);
        assert.equal(crc32c(seed, bytes, start, end), bitwise(seed, bytes.subarray(start, end)));
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  it('of a number is that of its four bytes', () => {
    const words = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(words, words, (seed, value) => {
        const bytes = new Uint8Array(4);
        new DataView(bytes.buffer).setUint32(0, value, true);
        assert.equal(crc32cUint32(seed, value), crc32c(seed, bytes));
      }),
    );
  });
});
