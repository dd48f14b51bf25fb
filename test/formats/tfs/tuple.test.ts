import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode, type OpsError } from '../../../src/core/errors.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { corrupt } from '../../../src/formats/tfs/damage.js';
import {
  ByteBuffer,
  ByteCursor,
  type Encoding,
  numberOf,
  PRESENT,
  Tuple,
  TupleDecoder,
  TupleEncoder,
  tupleOf,
  type Value,
  Vector,
} from '../../../src/formats/tfs/tuple/index.js';

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const text = (bytes: string): Uint8Array => new TextEncoder().encode(bytes);

function cursorOf(bytes: Uint8Array): ByteCursor {
  return new ByteCursor(bytesAccess(bytes), 0, bytes.length, (at, reason): OpsError => corrupt('record', at, reason));
}

function decode(records: readonly Uint8Array[], encoding: Encoding = 'current'): Tuple {
  const decoder = new TupleDecoder();
  for (const bytes of records) decoder.readRecord(cursorOf(bytes), encoding, 0);
  const first = decoder.tuple(1);
  assert.ok(first);
  return first;
}

function encode(value: Value): Uint8Array {
  const encoder = new TupleEncoder();
  encoder.value(value);
  return encoder.takeRecord();
}

/** What a value holds, without the numbers of its tuples. */
function plain(value: Value | undefined): unknown {
  if (value instanceof Tuple) return Object.fromEntries([...value.attributes].map(([name, of]) => [name, plain(of)]));
  if (value instanceof Vector) return value.elements.map(plain);
  return value instanceof Uint8Array ? hexOf(value) : value;
}

describe('formats/tfs/tuple', () => {
  it('writes numbers seven bits a byte, the highest first', () => {
    for (const [value, hex] of [
      [0, '00'],
      [127, '7f'],
      [128, '8100'],
      [1024, '8800'],
      [3073, '9801'],
      [2 ** 32, '9080808000'],
      [2n ** 64n - 1n, '81ffffffffffffffff7f'],
    ] as const) {
      const bytes = new ByteBuffer();
      bytes.varint(value);
      const taken = bytes.take();
      assert.equal(hexOf(taken), hex);
      assert.equal(cursorOf(taken).longVarint(), BigInt(value));
    }
  });

  it('refuses numbers that are too long, or too large for a count', () => {
    for (const hex of ['82808080808080808000', '8080808080808080808001', 'ff']) {
      assert.throws(() => cursorOf(bytesOf(hex)).longVarint(), isCorrupt);
    }
    assert.equal(cursorOf(bytesOf('8fffffffffffff7f')).varint(), Number.MAX_SAFE_INTEGER);
    assert.throws(() => cursorOf(bytesOf('9080808080808000')).varint(), /larger than any count/);
  });

  it('begins values with the shortest header', () => {
    const begin = (write: (encoder: TupleEncoder) => unknown): string => {
      const encoder = new TupleEncoder();
      write(encoder);
      return hexOf(encoder.takeRecord());
    };
    assert.deepEqual(
      [0, 1, 7, 8].map((count) => begin((to) => to.beginTuple(count))),
      ['90', '91', '97', '9808'],
    );
    assert.equal(
      begin((to) => to.symbol('abc')),
      '83616263',
    );
    assert.ok(begin((to) => to.symbol('children')).startsWith('880863'));
    assert.equal(begin((to) => { to.updateTuple(3, 1); }), '1103'); // prettier-ignore
    assert.equal(begin((to) => { to.value(new Vector()); }), 'a0'); // prettier-ignore
    assert.equal(begin((to) => { to.value(undefined); }), '80'); // prettier-ignore
    assert.equal(begin((to) => { to.value(PRESENT); }), '8100'); // prettier-ignore
    for (const [length, header] of [
      [0, 'c0'],
      [5, 'c5'],
      [8, 'c808'],
      [200, 'c948'],
      [1024, 'c88800'],
    ] as const) {
      assert.ok(begin((to) => { to.string(new Uint8Array(length)); }).startsWith(header), header); // prettier-ignore
    }
    for (const [value, hex] of [
      [12n, 'b00c'],
      [3073n, 'b09801'],
      [-5n, 'b105'],
    ] as const) {
      assert.equal(begin((to) => { to.integer(value); }), hex); // prettier-ignore
    }
  });

  it('refers to symbols by the order in which they came', () => {
    const encoder = new TupleEncoder();
    for (let index = 0; index < 299; index++) encoder.symbol(`s${index}`);
    encoder.symbol('last');
    encoder.takeRecord();
    encoder.symbol('s4').symbol('s7').symbol('last');
    assert.equal(hexOf(encoder.takeRecord()), '05' + '0808' + '0a2c');
  });

  it('writes numbers of metadata as integers or as digits', () => {
    for (const [form, hex] of [
      ['integers', 'b00c'],
      ['strings', 'c23132'],
    ] as const) {
      const encoder = new TupleEncoder(form);
      encoder.number(12);
      assert.equal(hexOf(encoder.takeRecord()), hex);
    }
    assert.deepEqual(
      ['12', '12k', '007', 'k', '', '-1'].map((digits) => numberOf(text(digits))),
      [12n, 12n, 7n, undefined, undefined, undefined],
    );
    assert.equal(numberOf(PRESENT), undefined);
  });

  it('keeps any tuple', () => {
    const { value } = fc.letrec<{ value: Value }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.uint8Array({ maxLength: 300 }),
        fc.bigInt({ min: -(2n ** 64n) + 1n, max: 2n ** 64n - 1n }),
        fc.constant(PRESENT),
        fc.array(tie('value'), { maxLength: 9 }).map((elements) => new Vector(elements)),
        fc
          .array(fc.tuple(fc.string({ minLength: 1, maxLength: 12, unit: latin1 }), tie('value')), { maxLength: 12 })
          .map((attributes) => attributes.reduce((tuple, [name, of]) => tuple.set(name, of), new Tuple())),
      ),
    }));
    const property = fc.property(value, (drawn) => {
      const root = new Tuple().set('value', drawn);
      assert.deepEqual(plain(decode([encode(root)])), plain(root));
    });
    fc.assert(property, { numRuns: 500, endOnFailure: true });
  });

  it('keeps tuples that are one, or in themselves', () => {
    const shared = tupleOf({ a: 'b' });
    const root = new Tuple().set('x', shared).set('y', shared);
    root.set('self', root).set('list', new Vector([shared, undefined, root]));
    const read = decode([encode(root)]);
    assert.equal(read.get('x'), read.get('y'));
    assert.equal(read.get('self'), read);
    assert.deepEqual((read.get('list') as Vector).elements, [read.get('x'), undefined, read]);
  });

  it('takes updates, deletions and flags by reference', () => {
    const records = [
      '91 81 61 92 81 62 c1 31 81 63 c1 32',
      '12 03 04 80 05 81 00',
      '11 01 82 6e 65 a2 c0 b0 07',
      '21 07 c1 39',
    ];
    const read = decode(records.slice(0, 3).map(bytesOf));
    assert.deepEqual(plain(read), { a: { c: PRESENT }, ne: ['', 7n] });
    // The vector has number 7: a record must be a tuple, so it is updated from within one.
    const updated = decode([...records.slice(0, 3), `11 01 06 ${records[3] ?? ''}`].map(bytesOf));
    assert.deepEqual(plain(updated.get('ne')), ['39', 7n]);
  });

  it('reads the old encoding, whose strings have no type', () => {
    const read = decode([bytesOf('c2 82 6161 8131 82 6262 c1 02 a0 00')], 'old');
    assert.deepEqual(plain(read), { aa: '31', bb: {} });
    const long = 'x'.repeat(200);
    const header = Buffer.concat([bytesOf('c1 81 61 a1 48'), text(long)]);
    assert.deepEqual(plain(decode([header], 'old')), { a: hexOf(text(long)) });
  });

  it('refuses what is nested too deeply for a guest, or has no name', () => {
    let deep = new Tuple();
    for (let depth = 0; depth < 70; depth++) deep = new Tuple().set('a', deep);
    for (const wrong of [deep, new Tuple().set('', PRESENT), 2n ** 64n]) {
      assert.throws(() => encode(wrong), (error) => hasErrorCode(error, 'format-limit')); // prettier-ignore
    }
  });

  it('reads tuples in one another, however many', () => {
    const bytes = Buffer.concat([bytesOf('91 8161'), Buffer.alloc(200_000 * 2, '9102', 'hex'), bytesOf('80')]);
    assert.equal(decode([bytes]).size, 1);
  });

  for (const [what, hex, reason] of [
    ['a tuple that is not there', '91 81 61 11 09 80', /refers to 9, which is no tuple/],
    ['a tuple where a vector is', '92 81 61 a0 81 62 10 03', /refers to 3, which is no tuple/],
    ['a vector that is not there', '91 81 61 20 01', /refers to 1, which is no vector/],
    ['a symbol that is not there', '91 07 c0', /refers to 7, which is no symbol/],
    ['symbol 0', '91 00 c0', /refers to 0/],
    ['more attributes than can be', '9f ff ff 7f', /cannot be in/],
    ['a count that is no count', '9f ff ff ff ff ff ff ff ff ff 7f', /larger than any real one/],
    ['a string that is cut off', '91 81 61 c9 48 61', /200 bytes are more than the 1/],
    ['an unknown type', '91 81 61 d0', /there is no type 5/],
    ['a sign that is none', '91 81 61 b2 00', /no such sign/],
    ['a reference to a string', '91 81 61 41', /a string is a reference/],
    ['a name that is a tuple', '91 90 c0', /no symbol/],
    ['an empty name', '91 80 c0', /is empty/],
    ['no tuple at all', 'c0', /is no tuple/],
    ['nothing', '', /ends too early/],
    ['more than a tuple', '90 90', /1 bytes follow/],
  ] as const) {
    it(`refuses ${what}`, () => {
      assert.throws(() => decode([bytesOf(hex)]), (error) => isCorrupt(error) && reason.test(String(error))); // prettier-ignore
    });
  }
});

const latin1 = fc.nat({ max: 255 }).map((code) => String.fromCharCode(code));

function isCorrupt(error: unknown): boolean {
  return hasErrorCode(error, 'format-corrupt');
}
