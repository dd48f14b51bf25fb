import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OpsError } from '../../src/core/errors.js';
import { bytes, formatSize, GIB, KIB, MIB, parseSize, suggestSize, TIB } from '../../src/core/size.js';

const ACCEPTED: readonly [string, number][] = [
  ['512', 512],
  ['512b', 512],
  ['512B', 512],
  ['56k', 56 * KIB],
  ['500m', 500 * MIB],
  ['10g', 10 * GIB],
  ['1.5t', 1.5 * TIB],
  ['2p', 2048 * TIB],
  ['10GiB', 10 * GIB],
  ['10gb', 10 * GIB],
  ['10Gi', 10 * GIB],
  ['0.5k', 512],
  ['1.0', 1],
  ['007m', 7 * MIB],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
];

const REFUSED = [
  '', ' ', '10gg', '10q', '-1', '+1', '0', '0k', '0.0g', 'k', '.5g', '5.', '1e3', '0x10', 'NaN', 'Infinity', '1 g',
  ' 1g', '1g\n', '1,5g', '1ib', '1i', '1bb', '1kbi', '0.1g', '1.5', '0.3b', '9007199254740992', '8p', '99999999999999999999g',
]; // prettier-ignore

describe('core/size', () => {
  for (const [text, expected] of ACCEPTED) {
    it(`reads ${text} as ${expected}`, () => {
      assert.equal(parseSize(text), expected);
    });
  }

  for (const text of REFUSED) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseSize(text),
        (error) => error instanceof OpsError && error.code === 'size-invalid' && (error.hint ?? '').includes('1.5t'),
      );
    });
  }

  it('reads every whole count with every spelling of its unit', () => {
    const units = ['k', 'm', 'g', 't', 'p'].flatMap((unit, index) =>
      [unit, `${unit}b`, `${unit}i`, `${unit}ib`].flatMap((form) => [
        [form, 1024 ** (index + 1)] as const,
        [form.toUpperCase(), 1024 ** (index + 1)] as const,
      ]),
    );
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.integer({ min: 1, max: 7 }), ([form, scale], count) => {
        assert.equal(parseSize(`${count}${form}`), count * scale);
      }),
    );
  });

  it('never throws anything but size-invalid, and never returns what is not a count', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.]{1,6}[kmgtpibKMGTPIB]{0,3}$/));
    fc.assert(
      fc.property(text, (input) => {
        try {
          const size = parseSize(input);
          assert.ok(Number.isSafeInteger(size) && size > 0);
        } catch (error) {
          assert.ok(error instanceof OpsError && error.code === 'size-invalid', String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('suggests a size that it reads back, no smaller and at most a sixteenth larger', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (count) => {
        const suggested = parseSize(suggestSize(count));
        assert.ok(suggested >= count && suggested <= count * (1 + 1 / 16) + 1, `${count} -> ${suggested}`);
      }),
    );
  });

  it('shows sizes for people', () => {
    const shown = [0, 1, 1023, 1024, 1536, 64 * MIB, 1.25 * MIB, 1023.9 * MIB, 10 * GIB, 5 * TIB].map(formatSize);
    assert.deepEqual(shown, [
      '0 B', '1 B', '1023 B', '1 KiB', '1.5 KiB', '64 MiB', '1.3 MiB', '1 GiB', '10 GiB', '5 TiB',
    ]); // prettier-ignore
  });

  it('brands only counts of bytes', () => {
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => bytes(wrong), RangeError);
  });
});
