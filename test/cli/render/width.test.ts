import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutEnd, cutMiddle, displayWidth, padEnd, printable } from '../../../src/cli/render/width.js';

const SAMPLES: readonly (readonly [text: string, width: number])[] = [
  ['', 0],
  ['assets', 6],
  ['日本語', 6],
  ['한국어', 6],
  ['か\u3099', 2],
  ['ｆｕｌｌ', 8],
  ['e\u0301tude', 5],
  ['naïve', 5],
  ['📦', 2],
  ['👩‍💻 x', 4],
  ['🇩🇪', 2],
  ['…░█│', 4],
  ['مرحبا', 5],
];

describe('displayWidth', () => {
  for (const [text, width] of SAMPLES) {
    it(`counts ${width} columns for ${JSON.stringify(text)}`, () => {
      assert.equal(displayWidth(text), width);
    });
  }
});

describe('cutEnd, cutMiddle and padEnd', () => {
  it('keep what fits and mark what was cut', () => {
    assert.equal(cutEnd('assets', 6), 'assets');
    assert.equal(cutEnd('assets', 4), 'ass…');
    assert.equal(cutEnd('日本語', 4), '日…');
    assert.equal(cutMiddle('/home/ann/.ops/volumes/a.raw', 13), '/home/…/a.raw');
    assert.equal(cutMiddle('日本語日本語', 7), '日…本語');
    assert.equal(padEnd('日本', 6), '日本  ');
    assert.equal(cutEnd('abc', 0), '');
  });

  it('never are wider than asked for', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...SAMPLES.map(([sample]) => sample)));
    fc.assert(
      fc.property(text, fc.nat(20), (sample, width) => {
        const clean = printable(sample);
        assert.ok(displayWidth(cutEnd(clean, width)) <= width);
        assert.ok(displayWidth(cutMiddle(clean, width)) <= width);
        assert.ok(displayWidth(padEnd(clean, width)) >= width);
      }),
    );
  });
});

describe('printable', () => {
  it('lets no control character and no change of direction through', () => {
    assert.equal(printable('a\u001b[31mb\tc\nd\r\u007f\u0085\u2028\u202ee\u2066'), 'a?[31mb?c?d?????e?');
    assert.equal(printable('日本 é 📦'), '日本 é 📦');
  });
});
