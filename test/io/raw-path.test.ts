import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { joinRawPath, rawPathFromBytes, showRawPath, toRawPath, toSystemPath } from '../../src/io/raw-path.js';
import { useTemporaryDirectory } from './temporary-directory.js';

describe('io/raw-path', () => {
  const at = useTemporaryDirectory();

  it('gives back the bytes that it was made of', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 1, minLength: 1 }), (bytes) => {
        const system = toSystemPath(rawPathFromBytes(bytes));
        assert.deepEqual(Buffer.from(system), Buffer.from(bytes));
      }),
    );
  });

  it('joins with one slash', () => {
    for (const [directory, expected] of [['a', 'a/b'], ['a/', 'a/b'], ['/', '/b'], ['.', './b']] as const) {
      assert.equal(joinRawPath(toRawPath(directory), 'b'), expected);
    } // prettier-ignore
  });

  it('shows text as text, and names files of any bytes', () => {
    assert.equal(showRawPath(toRawPath('/größe/€')), '/größe/€');
    assert.equal(showRawPath(rawPathFromBytes(Uint8Array.of(0x61, 0xff))), 'a\u{fffd}');
    mkdirSync(at('d'));
    const name = Buffer.from([0xff, 0xc3, 0x28]);
    const path = joinRawPath(toRawPath(at('d')), rawPathFromBytes(name));
    writeFileSync(toSystemPath(path), 'content');
    assert.deepEqual(readdirSync(at('d'), { encoding: 'buffer' }), [name]);
    assert.equal(readFileSync(toSystemPath(path), 'utf8'), 'content');
  });
});
