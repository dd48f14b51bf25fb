import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OpsError } from '../../src/core/errors.js';

/**
 * Damages `intact` in many ways (bytes overwritten, ends cut off, ranges repeated) and checks that `read` either takes
 * it or throws one of the errors for bad bytes, never anything else.
 */
export function assertDamageIsReported(intact: Uint8Array, read: (bytes: Uint8Array) => unknown, numRuns = 500): void {
  const position = fc.nat({ max: intact.length - 1 });
  const overwrite = fc.array(fc.tuple(position, fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
  const damaged = fc.oneof(
    overwrite.map((changes) => {
      const bytes = intact.slice();
      for (const [at, value] of changes) bytes[at] = value;
      return bytes;
    }),
    position.map((length) => intact.slice(0, length)),
    fc.tuple(position, position).map(([from, to]) => {
      const bytes = intact.slice();
      bytes.copyWithin(to, from, from + 16);
      return bytes;
    }),
  );
  let reported = 0;
  fc.assert(
    fc.property(damaged, (bytes) => {
      try {
        read(bytes);
      } catch (error) {
        assert.ok(error instanceof OpsError && error.kind !== 'internal', String(error));
        reported++;
      }
    }),
    { numRuns },
  );
  assert.ok(reported > 0, 'no damage was noticed at all');
}

/** Checks that `read` throws an error for bad bytes on everything that is not the format. */
export function assertNoiseIsReported(read: (bytes: Uint8Array) => unknown): void {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2048 }), (bytes) => {
      assert.throws(
        () => read(bytes),
        (error) => error instanceof OpsError && error.kind !== 'internal',
      );
    }),
  );
}
