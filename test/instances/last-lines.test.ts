import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LastLines } from '../../src/instances/last-lines.js';

function lastLines(count: number, pieces: readonly string[]): string {
  const lines = new LastLines(count);
  for (const piece of pieces) lines.push(Buffer.from(piece));
  return Buffer.from(lines.bytes()).toString();
}

describe('instances/last-lines', () => {
  it('keeps the last lines of whatever pieces', () => {
    const pieces = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\n') }));
    fc.assert(
      fc.property(fc.nat(5), pieces, (count, parts) => {
        const lines = parts.join('').match(/[^\n]*\n|[^\n]+$/g) ?? [];
        assert.equal(lastLines(count, parts), lines.slice(Math.max(0, lines.length - count)).join(''));
      }),
      { endOnFailure: true },
    );
  });

  it('keeps no more than it must of very many', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `${index}\n`);
    assert.equal(lastLines(2, many), '9998\n9999\n');
    assert.equal(lastLines(0, many), '');
  });
});
