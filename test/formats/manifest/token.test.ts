import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { decodeToken, decodeTokenBytes, encodeToken } from '../../../src/formats/manifest/token.js';
import { text } from './arbitrary-manifest.js';

describe('formats/manifest/token', () => {
  it('writes a word without a space, a control character or a byte beyond ASCII, and reads it back', () => {
    fc.assert(
      fc.property(text, (value) => {
        const token = encodeToken(value);
        assert.match(token, /^[!-~]*$/);
        assert.equal(decodeToken(token), value);
      }),
    );
  });

  it('has one encoding for every text', () => {
    const word = fc.stringMatching(/^(?:[!-~ é]|%[0-9A-Fa-f]{2}){0,8}$/);
    fc.assert(
      fc.property(word, (token) => {
        const decoded = decodeToken(token);
        if (decoded !== undefined) assert.equal(encodeToken(decoded), token);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what needs no escape, and a byte-order mark', () => {
    assert.equal(encodeToken('/data/a-b_c~!&'), '/data/a-b_c~!&');
    assert.equal(decodeToken(encodeToken('\uFEFFa')), '\uFEFFa');
    assert.equal(encodeToken('a b%\n\x7f'), 'a%20b%25%0A%7F');
  });

  it('reads bytes that are not UTF-8 as bytes only', () => {
    assert.deepEqual(decodeTokenBytes('a%FF'), Uint8Array.of(0x61, 0xff));
    assert.equal(decodeToken('a%FF'), undefined);
  });

  it('refuses what no word can hold', () => {
    for (const value of ['a\0', '\udc00', 'x\ud800y']) {
      assert.throws(
        () => encodeToken(value),
        (error) => hasErrorCode(error, 'format-limit'),
      );
    }
  });
});
