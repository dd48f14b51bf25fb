import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import {
  encodeLongName,
  LongNameReader,
  longNameSlots,
  shortNameChecksum,
} from '../../../src/formats/fat/long-name.js';
import { planFat } from '../../../src/formats/fat/index.js';
import { assignShortNames, encodeShortName, joinShortName } from '../../../src/formats/fat/short-name.js';
import { decodeTime, encodeTime } from '../../../src/formats/fat/timestamp.js';
import { directory, encode, file } from '../ext4/trees.js';
import { OPTIONS } from './volumes.js';

function shortened(...names: readonly string[]): readonly string[] {
  return assignShortNames(names).map(joinShortName);
}

function planNames(...names: readonly Uint8Array[]): unknown {
  const tree = directory(names.map((name) => ({ name, node: file('') })));
  return planFat(tree, { ...OPTIONS, size: 4 * 1024 * 1024 });
}

describe('formats/fat names', () => {
  it('are shortened as the specification has it', () => {
    assert.deepEqual(shortened('BOOTX64.EFI', 'vmlinuz', 'initrd.img'), ['BOOTX64.EFI', 'VMLINUZ', 'INITRD.IMG']);
    assert.deepEqual(shortened('The quick brown.fox', 'The quick browner.fox'), ['THEQUI~1.FOX', 'THEQUI~2.FOX']);
    assert.deepEqual(shortened('.profile', 'a.tar.gz', 'x+y', 'é', 'ß.txt'), [
      'PROFIL~1',
      'ATAR~1.GZ',
      'X_Y~1',
      '_~1',
      '_~1.TXT',
    ]);
  });

  it('do not take the short name that another file has by itself', () => {
    assert.deepEqual(shortened('longer name.txt', 'longer~1.txt'), ['LONGER~2.TXT', 'LONGER~1.TXT']);
  });

  it('stay apart however many begin alike', () => {
    const names = Array.from({ length: 1200 }, (_, index) => `same beginning ${index}`);
    const short = shortened(...names);
    assert.equal(new Set(short).size, names.length);
    assert.deepEqual([short[8], short[9], short[1100]], ['SAMEBE~9', 'SAMEB~10', 'SAM~1101']);
  });

  it('of any kind get short names that are apart and allowed', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: (text) => text.toUpperCase() }), (names) => {
        const short = shortened(...names);
        assert.equal(new Set(short).size, names.length);
        for (const text of short)
          assert.match(text, /^[A-Z0-9$%'\-_@~`!(){}^#&]{1,8}(\.[A-Z0-9$%'\-_@~`!(){}^#&]{1,3})?$/);
      }),
      { endOnFailure: true },
    );
  });

  it('are put together again from their slots', () => {
    const short = encodeShortName({ base: 'SHORT', extension: '' });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 127 }), (text) => {
        const name = text.replaceAll('\0', 'x');
        const slots = new Uint8Array(longNameSlots(name) * 32);
        encodeLongName(slots, 0, name, shortNameChecksum(short));
        const reader = new LongNameReader();
        for (let offset = 0; offset < slots.length; offset += 32) reader.take(slots, offset);
        assert.equal(reader.finish(short), name);
      }),
      { endOnFailure: true },
    );
  });

  it('are not taken from slots that belong to another file or are not all there', () => {
    const short = encodeShortName({ base: 'SHORT', extension: '' });
    const slots = new Uint8Array(64);
    encodeLongName(slots, 0, 'more than thirteen', shortNameChecksum(short));
    const readFrom = (offsets: readonly number[], name = short) => {
      const reader = new LongNameReader();
      for (const offset of offsets) reader.take(slots, offset);
      return reader.finish(name);
    };
    assert.equal(readFrom([0, 32]), 'more than thirteen');
    for (const offsets of [[0], [32], [32, 0], [0, 32, 32], []]) assert.equal(readFrom(offsets), undefined);
    assert.equal(readFrom([0, 32], encodeShortName({ base: 'OTHER', extension: '' })), undefined);
  });

  it('that FAT cannot have are refused', () => {
    const bad = ['a:b', 'a*', 'tab\t', 'dot.', 'space ', '..', 'x'.repeat(256), '\u007f?'].map(encode);
    for (const name of [...bad, Uint8Array.of(0xff, 0xfe)]) {
      assert.throws(
        () => planNames(name),
        (error) => hasErrorCode(error, 'name-invalid'),
        Buffer.from(name).toString(),
      );
    }
    assert.throws(
      () => planNames(encode('Übung'), encode('übUNG')),
      (error) => hasErrorCode(error, 'name-invalid'),
    );
    planNames(encode('x'.repeat(255)), encode('a+b,c;d=e[f]'), encode(' .hidden'));
  });
});

describe('formats/fat times', () => {
  it('keep two seconds and hundredths, within 1980 to 2107', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 315_532_800, max: 4_354_819_199 }),
        fc.nat({ max: 999_999_999 }),
        (seconds, nanoseconds) => {
          const encoded = encodeTime({ seconds, nanoseconds });
          assert.deepEqual(decodeTime(encoded), { seconds, nanoseconds: Math.floor(nanoseconds / 1e7) * 1e7 });
          assert.equal(decodeTime({ ...encoded, hundredths: 0 })?.seconds, seconds - (seconds % 2));
        },
      ),
      { endOnFailure: true },
    );
    assert.equal(decodeTime(encodeTime({ seconds: -5, nanoseconds: 0 }))?.seconds, 315_532_800);
    assert.equal(decodeTime(encodeTime({ seconds: 2 ** 40, nanoseconds: 0 }))?.seconds, 4_354_819_199);
    assert.equal(decodeTime({ date: 0, time: 0, hundredths: 0 }), undefined);
  });
});
