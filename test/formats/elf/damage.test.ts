import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { OpsError } from '../../../src/core/errors.js';
import { bytesAccess, type RandomAccess } from '../../../src/formats/random-access.js';
import { readElf } from '../../../src/formats/elf/reader.js';
import { Workshop } from './samples.js';

const READ_LIMIT = 4_000_000;

/** A file that fails the test when the reader asks for absurd amounts. */
function metered(bytes: Uint8Array): RandomAccess {
  let total = 0;
  const file = bytesAccess(bytes);
  return {
    size: file.size,
    read(position, length) {
      assert.ok(Number.isSafeInteger(position) && position >= 0 && position <= bytes.length, `position ${position}`);
      total += length;
      assert.ok(total <= READ_LIMIT, `${total} bytes read`);
      return file.read(position, length);
    },
  };
}

/** Reads; true when it was refused as damaged. Anything else that is thrown fails the test. */
function isRefused(bytes: Uint8Array): boolean {
  try {
    readElf(metered(bytes), 'sample');
    return false;
  } catch (error) {
    const allowed = bytes[5] === 2 ? ['format-corrupt', 'format-unsupported'] : ['format-corrupt'];
    assert.ok(error instanceof OpsError && allowed.includes(error.code), String(error));
    return true;
  }
}

describe('formats/elf/reader on damage', () => {
  let samples: { name: string; bytes: Buffer; dynamicAt: number }[];
  before(() => {
    using workshop = new Workshop();
    const source = 'int main(void) { return 0; }';
    const files = [
      '/bin/cat',
      workshop.compile('rpath', source, ['-Wl,-rpath,/opt/a:$ORIGIN']),
      workshop.compile('static-pie', source, ['-static-pie']),
      workshop.compile('i386', 'void _start(void) { for (;;); }', ['-m32', '-nostdlib', '-static-pie', '-fPIE']),
    ];
    samples = files.map((file) => {
      const bytes = readFileSync(file);
      const dynamic = readElf(bytesAccess(bytes), file).segments.find(({ type }) => type === 2);
      return { name: file, bytes, dynamicAt: dynamic?.offset ?? 0 };
    });
  });

  it('refuses, or reads, any file with flipped bits', () => {
    let refused = 0;
    const where = fc.oneof(
      fc.record({ in: fc.constant('header'), at: fc.nat(900) }),
      fc.record({ in: fc.constant('dynamic'), at: fc.nat(600) }),
    );
    const flips = fc.array(fc.tuple(where, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(3), flips, (sample, changes) => {
        const { bytes, dynamicAt } = samples[sample]!;
        const damaged = Uint8Array.from(bytes);
        for (const [{ in: area, at }, mask] of changes) {
          const index = Math.min(damaged.length - 1, at + (area === 'dynamic' ? dynamicAt : 0));
          damaged[index] = damaged[index]! ^ mask;
        }
        if (isRefused(damaged)) refused++;
      }),
      { numRuns: 3000 },
    );
    // Else the flips would not have met anything that is read.
    assert.ok(refused > 300, `${refused} refused`);
  });

  it('refuses, or reads, any file cut short', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.double({ min: 0, max: 1, noNaN: true }), (sample, part) => {
        const { bytes } = samples[sample]!;
        isRefused(bytes.subarray(0, Math.floor(part * bytes.length)));
      }),
      { numRuns: 500 },
    );
    for (const { bytes } of samples) assert.equal(isRefused(bytes.subarray(0, 100)), true);
  });

  it('refuses, or reads, extreme numbers in every field of the headers', () => {
    const extremes = [
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0xff, 0xff, 0xff, 0x7f],
      [0, 0, 0, 0, 0, 0, 0, 0x80],
      [0, 0, 0, 0],
    ];
    for (const { bytes, dynamicAt } of samples) {
      for (const start of [16, dynamicAt]) {
        for (let at = start; at < start + 700; at += 4) {
          for (const extreme of extremes) {
            const damaged = Uint8Array.from(bytes);
            damaged.set(extreme.slice(0, damaged.length - at), at);
            isRefused(damaged);
          }
        }
      }
    }
  });

  it('refuses, or reads, any bytes after the magic', () => {
    const start = [0x7f, 0x45, 0x4c, 0x46];
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 512 }), (elfClass, rest) => {
        isRefused(Uint8Array.from([...start, elfClass, 1, 1, ...rest]));
      }),
      { numRuns: 1000 },
    );
  });
});
