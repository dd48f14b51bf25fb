import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isUuid, parseUuid, uuidFromBytes, uuidFromRandom, uuidToBytes } from '../../src/core/uuid.js';
import { opsError } from '../io/ops-error.js';

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('core/uuid', () => {
  it('reads the text that it writes', () => {
    fc.assert(
      fc.property(bytes16, (bytes) => {
        const uuid = uuidFromBytes(bytes);
        assert.ok(isUuid(uuid));
        assert.deepEqual(uuidToBytes(uuid), bytes);
        assert.equal(parseUuid(uuid.toUpperCase()), uuid);
      }),
    );
  });

  it('marks a random one as version 4 (RFC 9562), and changes nothing else', () => {
    fc.assert(
      fc.property(bytes16, (random) => {
        const before = Uint8Array.from(random);
        const made = uuidToBytes(uuidFromRandom(random));
        assert.deepEqual(random, before);
        assert.deepEqual([(made[6] ?? 0) >> 4, (made[8] ?? 0) >> 6], [4, 2]);
        const free = (bytes: Uint8Array) =>
          bytes.map((byte, at) => (at === 6 ? byte & 15 : at === 8 ? byte & 63 : byte));
        assert.deepEqual(free(made), free(random));
      }),
    );
  });

  it('refuses everything else', () => {
    const uuid = '5f0c0d3e-6a53-4f9c-9d0e-0b6b6d9f3a11';
    for (const text of [
      '',
      uuid.slice(1),
      `${uuid}0`,
      uuid.replaceAll('-', ''),
      uuid.replace('f', 'g'),
      `{${uuid}}`,
      `${uuid}\n`,
    ]) {
      assert.throws(() => parseUuid(text), opsError('name-invalid', 'is not a UUID'), text);
    }
    assert.throws(() => uuidFromBytes(new Uint8Array(15)), RangeError);
  });
});
