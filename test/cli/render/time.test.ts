import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatDuration, formatRelativeTime } from '../../../src/cli/render/time.js';

describe('formatDuration', () => {
  const samples: readonly (readonly [milliseconds: number, text: string])[] = [
    [0, '0 ms'],
    [41, '41 ms'],
    [499.4, '499 ms'],
    [900, '0.9 s'],
    [1000, '1 s'],
    [9949, '9.9 s'],
    [9951, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 m'],
    [72_000, '1 m 12 s'],
    [3_599_600, '1 h'],
    [7_500_000, '2 h 5 m'],
    [273_600_000, '3 d 4 h'],
  ];
  for (const [milliseconds, text] of samples) {
    it(`reads ${text}`, () => {
      assert.equal(formatDuration(milliseconds), text);
    });
  }

  it('never shows sixty of a unit', () => {
    fc.assert(fc.property(fc.nat(1e9), (milliseconds) => !/\b60 [sm]\b|\b24 h\b/.test(formatDuration(milliseconds))));
  });
});

describe('formatRelativeTime', () => {
  const now = new Date('2026-05-12T10:00:00Z');
  const samples: readonly (readonly [seconds: number, text: string])[] = [
    [0, 'just now'],
    [0.9, 'just now'],
    [1, '1 second ago'],
    [59, '59 seconds ago'],
    [60, '1 minute ago'],
    [125, '2 minutes ago'],
    [7200, '2 hours ago'],
    [86_400, '1 day ago'],
    [8 * 86_400, '1 week ago'],
    [65 * 86_400, '2 months ago'],
    [800 * 86_400, '2 years ago'],
    [-7200, 'in 2 hours'],
  ];
  for (const [seconds, text] of samples) {
    it(`reads ${text} (${seconds} s)`, () => {
      assert.equal(formatRelativeTime(new Date(now.getTime() - seconds * 1000), now), text);
    });
  }
});
