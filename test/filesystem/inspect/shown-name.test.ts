import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesOfShown, showBytes } from '../../../src/filesystem/inspect/shown-name.js';

describe('names as they are shown', () => {
  const shown = (bytes: string): string => showBytes(Buffer.from(bytes, 'latin1'));

  it('leaves text as it is', () => {
    assert.equal(showBytes(Buffer.from('Ärger ☂ 日本.txt')), 'Ärger ☂ 日本.txt');
  });

  it('escapes what is no text, or is none that can be shown', () => {
    assert.equal(shown('a\nb\x1b[31m'), 'a\\x0ab\\x1b[31m');
    assert.equal(shown('a\xff\xfeb'), 'a\\xff\\xfeb');
    assert.equal(shown('a\\b'), 'a\\\\b');
    assert.equal(showBytes(Buffer.from('a\u202eb')), 'a\\xe2\\x80\\xaeb');
    assert.equal(shown('\xe2\x82'), '\\xe2\\x82');
  });

  it('is turned back to the same bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = showBytes(bytes);
        assert.deepEqual(Buffer.from(bytesOfShown(text)), Buffer.from(bytes));
        assert.doesNotMatch(text, /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffd]/u);
      }),
    );
  });

  it('takes what people type as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\\'));
        assert.equal(Buffer.from(bytesOfShown(text)).toString(), text);
      }),
    );
    assert.equal(Buffer.from(bytesOfShown('a\\*b\\')).toString(), 'a*b\\');
  });
});
