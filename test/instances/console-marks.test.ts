import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MarkStripper, withoutMarks } from '../../src/instances/console-marks.js';
import { consoleMark } from '../../src/instances/guest-console.js';

const MARK = consoleMark('0123456789abcdef0123456789abcdef');
const OTHER = consoleMark('f'.repeat(32));

/** Cuts `bytes` at the given places, as reading a file may. */
function strip(bytes: Buffer, cuts: readonly number[] = []): Buffer {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const stripper = new MarkStripper();
  const parts = places.map((place, index) => stripper.push(bytes.subarray(places[index - 1] ?? 0, place)));
  return Buffer.concat([...parts, stripper.end()]);
}

describe('instances/console-marks', () => {
  it('takes the marks of every start out, wherever the bytes are cut, and nothing else', () => {
    const separator = fc.constant(Buffer.from([0x1e]));
    const beginning = fc.nat(33).map((length) => MARK.subarray(0, length));
    const any = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
    // What merely begins like a mark must not go on like one in the next piece.
    const ended = fc.oneof(any, separator, beginning).map((bytes) => Buffer.concat([bytes, Buffer.from('\n')]));
    const pieces = fc.array(fc.oneof(ended, fc.constant(MARK), fc.constant(OTHER)));
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(1000)), (parts, cuts) => {
        const kept = parts.filter((part) => part !== MARK && part !== OTHER);
        assert.deepEqual(strip(Buffer.concat(parts), cuts), Buffer.concat(kept));
      }),
      { endOnFailure: true },
    );
  });

  it('hands out what only began like a mark when nothing comes any more', () => {
    assert.deepEqual(strip(MARK.subarray(0, 33)), Buffer.from(MARK.subarray(0, 33)));
    assert.deepEqual(strip(Buffer.concat([MARK.subarray(0, 20), MARK])), Buffer.from(MARK.subarray(0, 20)));
  });

  it('leaves no rest of a mark at the beginning of a tail', () => {
    const text = `${MARK.toString('latin1')}said\n${OTHER.toString('latin1')}`;
    for (let cut = 0; cut < MARK.length; cut++) assert.equal(withoutMarks(text.slice(cut)), 'said\n', String(cut));
  });
});
