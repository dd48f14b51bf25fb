import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editDistance, findClosest } from '../../src/core/suggest.js';

describe('core/suggest', () => {
  it('counts insertions, deletions, substitutions and swaps as one', () => {
    const distances = {
      'ab ab': 0,
      'asets assets': 1,
      'assetts assets': 1,
      'assats assets': 1,
      'sasets assets': 1,
      'kitten sitting': 3,
      ' abc': 3,
    };
    for (const [words, distance] of Object.entries(distances)) {
      const [a = '', b = ''] = words.split(' ');
      assert.equal(editDistance(a, b), distance, words);
    }
  });

  it('is a distance', () => {
    const word = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        assert.equal(distance, editDistance(b, a));
        assert.equal(distance === 0, a === b);
        assert.ok(distance >= Math.abs(a.length - b.length) && distance <= Math.max(a.length, b.length));
      }),
    );
  });

  it('finds the closest, whatever its case, and none that is far', () => {
    assert.equal(findClosest('Asets', ['logs', 'assets', 'asset']), 'assets');
    assert.equal(findClosest('memmory', ['Memory', 'Mounts']), 'Memory');
    assert.equal(findClosest('photos', ['assets', 'logs']), undefined);
    assert.equal(findClosest('x', []), undefined);
  });
});
