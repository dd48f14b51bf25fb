import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { bytes, i32, split, u16, u32, u64, u8 } from '../../../src/formats/binary/field.js';
import { defineStructure } from '../../../src/formats/binary/structure.js';

const TABLE = {
  tiny: u8(0),
  small: u16(1),
  signed: i32(3),
  word: u32(8),
  large: u64(16),
  halves: split(u32(24), u16(30)),
  raw: bytes(40, 5),
};
const LITTLE = defineStructure({ name: 'sample', size: 48 }, TABLE);
const BIG = defineStructure({ name: 'sample', size: 48, byteOrder: 'big' }, TABLE);

const VALUE = {
  tiny: 1,
  small: 0x0203,
  signed: -2,
  word: 0x04050607,
  large: 0x0008090a0b0c0d0e,
  halves: 0x111213141516,
  raw: Uint8Array.of(1, 2, 3, 4, 5),
};

describe('formats/binary structure', () => {
  it('puts every field in its place, least significant byte first', () => {
    const buffer = Buffer.alloc(50, 0xee);
    LITTLE.encode(new DataView(buffer.buffer, buffer.byteOffset, 50), 1, VALUE);
    const expected = 'ee 01 0302 feffffff ee 07060504 eeeeeeee 0e0d0c0b0a090800 16151413 eeee 1211 eeeeeeeeeeeeeeee';
    assert.equal(buffer.toString('hex').slice(0, 82), expected.replaceAll(' ', ''));
    assert.equal(buffer.toString('hex').slice(82), '0102030405eeeeeeee');
  });

  it('puts the most significant byte first where it is said so', () => {
    const buffer = Buffer.alloc(48);
    BIG.encode(new DataView(buffer.buffer, buffer.byteOffset, 48), 0, VALUE);
    assert.equal(buffer.toString('hex').slice(0, 48), '010203fffffffe000405060700000000' + '0008090a0b0c0d0e');
    assert.equal(buffer.toString('hex').slice(48, 64), '1314151600001112');
  });

  it('decodes what it encodes', () => {
    const values = fc.record(
      {
        tiny: fc.nat(255),
        small: fc.nat(65535),
        signed: fc.integer(),
        word: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        large: fc.maxSafeNat(),
        halves: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        raw: fc.uint8Array({ minLength: 5, maxLength: 5 }),
      },
      { noNullPrototype: true },
    );
    const property = fc.property(values, fc.nat(20), (value, offset) => {
      for (const structure of [LITTLE, BIG]) {
        const view = new DataView(new ArrayBuffer(70));
        structure.encode(view, offset, value);
        assert.deepEqual(structure.decode(view, offset), value);
      }
    });
    fc.assert(property);
  });

  it('refuses values that do not fit, naming the field', () => {
    const wrong: readonly [keyof typeof VALUE, unknown][] = [
      ['tiny', 256],
      ['tiny', -1],
      ['tiny', undefined],
      ['small', 0.5],
      ['signed', 2 ** 31],
      ['word', 2 ** 32],
      ['word', Number.NaN],
      ['large', 2 ** 53],
      ['halves', 2 ** 48],
      ['raw', new Uint8Array(6)],
      ['raw', 'text'],
    ];
    for (const [field, value] of wrong) {
      assert.throws(
        () => {
          LITTLE.encode(new DataView(new ArrayBuffer(48)), 0, { ...VALUE, [field]: value });
        },
        (error) => hasErrorCode(error, 'format-field') && error.message.startsWith(`sample.${field}: `),
        `${field} ${String(value)}`,
      );
    }
  });

  it('pads short bytes with zeros', () => {
    const view = new DataView(new Uint8Array(48).fill(9).buffer);
    LITTLE.encode(view, 0, { ...VALUE, raw: Uint8Array.of(7) });
    assert.deepEqual(LITTLE.decode(view, 0).raw, Uint8Array.of(7, 0, 0, 0, 0));
  });

  it('refuses to decode what is cut off or larger than a number can be', () => {
    const corrupt = (error: unknown): boolean => hasErrorCode(error, 'format-corrupt');
    assert.throws(() => LITTLE.decode(new DataView(new ArrayBuffer(47)), 0), corrupt);
    assert.throws(() => LITTLE.decode(new DataView(new Uint8Array(48).fill(0xff).buffer), 0), corrupt);
  });

  it('refuses a table whose fields overlap or end behind it', () => {
    const define = (table: Parameters<typeof defineStructure>[1]) => () =>
      defineStructure({ name: 's', size: 8 }, table);
    assert.throws(define({ a: u32(0), b: u16(3) }), /s\.b overlaps s\.a/);
    assert.throws(define({ a: split(u16(0), u16(4)), b: bytes(2, 3) }), /s\.b overlaps s\.a/);
    assert.throws(define({ a: u64(1) }), /s\.a ends behind/);
    assert.doesNotThrow(define({ a: u32(0), b: u32(4) }));
  });

  it('knows where its fields are', () => {
    assert.equal(LITTLE.offsetOf('large'), 16);
    assert.equal(LITTLE.offsetOf('halves'), 24);
  });
});
