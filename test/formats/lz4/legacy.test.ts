import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { decompressLz4Legacy } from '../../../src/formats/lz4/legacy.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';

/** A step of an LZ4 block: literals, then a match of at least 4 bytes. The last step of a block has no match. */
interface Sequence {
  readonly literals: Uint8Array;
  readonly match?: { readonly distance: number; readonly length: number };
}

/** Lays sequences down as the format's specification says, and tells what they stand for. */
function block(sequences: readonly Sequence[]): { readonly packed: number[]; readonly unpacked: number[] } {
  const packed: number[] = [];
  const unpacked: number[] = [];
  const more = (length: number): number[] => {
    if (length < 15) return [];
    return [...Array.from({ length: Math.floor((length - 15) / 255) }, () => 255), (length - 15) % 255];
  };
  for (const { literals, match } of sequences) {
    const extra = match ? match.length - 4 : 0;
    packed.push((Math.min(literals.length, 15) << 4) | Math.min(extra, 15), ...more(literals.length), ...literals);
    unpacked.push(...literals);
    if (!match) continue;
    packed.push(match.distance & 255, match.distance >> 8, ...more(extra));
    const end = unpacked.length + match.length;
    while (unpacked.length < end) unpacked.push(unpacked.at(-match.distance) ?? 0);
  }
  return { packed, unpacked };
}

function frame(...blocks: readonly (readonly number[])[]): Uint8Array {
  const size = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
  return Uint8Array.from([0x02, 0x21, 0x4c, 0x18, ...blocks.flatMap((bytes) => [...size(bytes.length), ...bytes])]);
}

const sequences = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(), fc.integer({ min: 4, max: 700 })), {
    maxLength: 12,
  })
  .map((steps) => {
    let written = 0;
    const list: Sequence[] = steps.map(([literals, far, length]) => {
      written += literals.length;
      const distance = 1 + (far % Math.min(written, 65535));
      written += length;
      return { literals, match: { distance, length } };
    });
    return [...list, { literals: Uint8Array.of(1, 2, 3, 4, 5) }];
  });

describe('formats/lz4/legacy', () => {
  it('unpacks what the specification says', () => {
    fc.assert(
      fc.property(sequences, (steps) => {
        const { packed, unpacked } = block(steps);
        assert.deepEqual(decompressLz4Legacy(frame(packed), unpacked.length), Uint8Array.from(unpacked));
      }),
    );
  });

  it('unpacks a run that a match repeats within itself', () => {
    const { packed } = block([
      { literals: Uint8Array.of(7), match: { distance: 1, length: 1000 } },
      { literals: Uint8Array.of(9) },
    ]);
    assert.deepEqual(decompressLz4Legacy(frame(packed), 1002), new Uint8Array(1002).fill(7).fill(9, 1001));
  });

  it('keeps matches inside their block', () => {
    const first = block([{ literals: new Uint8Array(100) }]).packed;
    const second = block([
      { literals: Uint8Array.of(1), match: { distance: 2, length: 4 } },
      { literals: Uint8Array.of(2) },
    ]);
    assert.throws(
      () => decompressLz4Legacy(frame(first, second.packed), 106),
      (error) => hasErrorCode(error, 'format-corrupt'),
    );
  });

  it('refuses any other size than the one that it unpacks to', () => {
    const { packed, unpacked } = block([{ literals: Uint8Array.from({ length: 40 }, (_, index) => index) }]);
    assert.equal(decompressLz4Legacy(frame(packed), 40).length, unpacked.length);
    for (const size of [0, 39, 41, 2 ** 32 - 1]) {
      assert.throws(
        () => decompressLz4Legacy(frame(packed), size),
        (error) => hasErrorCode(error, 'format-corrupt'),
      );
    }
  });

  it('reports damage, and what is no LZ4 at all', () => {
    const { packed, unpacked } = block(fc.sample(sequences, { numRuns: 1, seed: 7 })[0] ?? []);
    assertDamageIsReported(frame(packed, packed), (bytes) => decompressLz4Legacy(bytes, 2 * unpacked.length));
    assertNoiseIsReported((bytes) => decompressLz4Legacy(bytes, 1000));
  });
});
