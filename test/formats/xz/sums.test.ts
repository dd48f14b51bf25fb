import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Crc64 } from '../../../src/formats/xz/crc64.js';
import { crc32 } from '../../../src/formats/xz/crc32.js';
import { Sha256 } from '../../../src/formats/xz/sha256.js';

const CHECK = new TextEncoder().encode('123456789');

describe('formats/xz sums', () => {
  it('are those of the check string of the catalogue of CRCs, in pieces too', () => {
    assert.equal(crc32(CHECK), 0xcbf43926);
    assert.equal(crc32(CHECK.subarray(4), crc32(CHECK.subarray(0, 4))), 0xcbf43926);
    const sum = new Crc64();
    sum.update(CHECK.subarray(0, 4));
    sum.update(CHECK.subarray(4));
    assert.deepEqual(sum.value, [0xdf1939fa, 0x995dc9bb]);
  });

  it('are SHA-256 as Node.js has it, in whatever pieces', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 6 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const sum = new Sha256();
        for (const part of parts) sum.update(part);
        assert.equal(Buffer.from(sum.digest()).toString('hex'), createHash('sha256').update(Buffer.concat(parts)).digest('hex')); // prettier-ignore
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('are SHA-256 at every length about one and two blocks', () => {
    for (let length = 0; length < 140; length++) {
      const bytes = new Uint8Array(length).fill(length);
      const sum = new Sha256();
      sum.update(bytes);
      assert.deepEqual(Buffer.from(sum.digest()), createHash('sha256').update(bytes).digest(), String(length));
    }
  });
});
