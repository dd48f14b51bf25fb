import assert from 'node:assert/strict';
import { assertSameLines } from './same-lines.js';

describe('oracles/same-lines', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);

  it('sees lines that are missing, too many, others, or there twice', () => {
    assertSameLines(['b', 'a'], ['a', 'b'], 'order');
    for (const [found, expected, complaint] of [
      [['a'], ['a', 'b'], 'what: 1 missing: b'],
      [['a', 'b'], ['a'], 'what: 1 unexpected: b'],
      [['a', 'c'], ['a', 'b'], 'what: 1 missing: b; 1 unexpected: c'],
      [['a', 'a'], ['a'], 'what: 1 unexpected: a'],
      [['a', 'a', 'b'], ['a', 'b', 'b'], 'what: 1 missing: b; 1 unexpected: a'],
    ] as const) {
      assert.throws(() => { assertSameLines(found, expected, 'what'); }, { message: complaint }); // prettier-ignore
    }
  });

  it('stays short', () => {
    const long = 'x'.repeat(1000);
    const judge = (): void => { assertSameLines([long], many, 'what'); }; // prettier-ignore
    assert.throws(judge, (error: Error) => error.message.length < 600 && error.message.includes('and 19995 more'));
  });
});
