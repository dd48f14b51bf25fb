import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { decodeFields, encodeFields } from '../../../src/formats/elf/layout.js';
import { compareLibraryNames, encodeLibraryCache, type CachedLibrary } from '../../../src/formats/elf/library-cache.js';
import { Workshop } from './samples.js';

const X86_64 = 62;

/** What glibc's own tool reads in a cache. */
function ldconfig(workshop: Workshop, bytes: Uint8Array): string[] {
  const file = workshop.write('ld.so.cache', bytes);
  const output = execFileSync('/sbin/ldconfig', ['-p', '-C', file], { encoding: 'utf8', env: { LC_ALL: 'C' } });
  return output
    .split('\n')
    .filter((line) => line.includes('=>'))
    .map((line) => line.trim());
}

describe('formats/elf/library-cache', () => {
  const libraries: CachedLibrary[] = [
    { name: 'libc.so.6', path: '/lib/x86_64-linux-gnu/libc.so.6' },
    { name: 'libstdc++.so.6', path: '/usr/lib/x86_64-linux-gnu/libstdc++.so.6' },
    { name: 'libz.so.10', path: '/lib/libz.so.10' },
    { name: 'libz.so.9', path: '/lib/libz.so.9' },
  ];

  it('is read by ldconfig', () => {
    using workshop = new Workshop();
    assert.deepEqual(ldconfig(workshop, encodeLibraryCache(libraries, X86_64)), [
      'libz.so.10 (libc6,x86-64) => /lib/libz.so.10',
      'libz.so.9 (libc6,x86-64) => /lib/libz.so.9',
      'libstdc++.so.6 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libstdc++.so.6',
      'libc.so.6 (libc6,x86-64) => /lib/x86_64-linux-gnu/libc.so.6',
    ]);
  });

  it('marks the libraries of other machines as such', () => {
    using workshop = new Workshop();
    const one = libraries.slice(0, 1);
    assert.match(ldconfig(workshop, encodeLibraryCache(one, 3)).join(), /^libc\.so\.6 \(libc6\) =>/);
    assert.match(ldconfig(workshop, encodeLibraryCache(one, 183)).join(), /\(libc6,AArch64\)/);
  });

  it('is the same for the same libraries in any order', () => {
    const expected = encodeLibraryCache(libraries, X86_64);
    fc.assert(
      fc.property(fc.shuffledSubarray(libraries, { minLength: libraries.length }), (shuffled) => {
        assert.deepEqual(encodeLibraryCache(shuffled, X86_64), expected);
      }),
    );
  });

  it('refuses numbers that a field cannot hold', () => {
    const layout = { small: [0, 2], large: [2, 8] } as const;
    const bytes = new Uint8Array(10);
    encodeFields(bytes, 0, layout, { small: 0xffff, large: Number.MAX_SAFE_INTEGER });
    assert.deepEqual(decodeFields(bytes, 0, layout), { small: 0xffff, large: Number.MAX_SAFE_INTEGER });
    for (const small of [0x10000, -1, 0.5, Number.NaN]) {
      assert.throws(
        () => {
          encodeFields(bytes, 0, layout, { small, large: 0 });
        },
        (error) => hasErrorCode(error, 'format-field'),
      );
    }
  });

  it('orders names as the loader searches them', () => {
    const ordered = ['lib', 'lib.so', 'libc.so.6', 'libc.so.10', 'libcrypt.so.1', 'libm.so.6', 'lib1.so'];
    assert.deepEqual([...ordered].sort(compareLibraryNames), ordered);
  });

  it('has a total order', () => {
    const name = fc.stringMatching(/^lib[a-c0-2.+-]{0,6}$/);
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        assert.equal(Math.sign(compareLibraryNames(a, b)), -Math.sign(compareLibraryNames(b, a)) + 0);
        if (compareLibraryNames(a, b) <= 0 && compareLibraryNames(b, c) <= 0) assert.ok(compareLibraryNames(a, c) <= 0);
      }),
    );
  });
});
