import { BLOCK_SIZE } from '../../../src/formats/tfs/constants.js';
import { pushExtensionHeader } from '../../../src/formats/tfs/log/log-header.js';
import { TAG } from '../../../src/formats/tfs/log/record-tag.js';
import { ByteBuffer, tupleOf, TupleEncoder, type PlainTuple } from '../../../src/formats/tfs/tuple/index.js';
import { UUID } from './volumes.js';

/** A part of a log that a test writes by itself. */
export interface Part {
  readonly sector: number;
  readonly length: number;
  /** What stands behind the header. */
  readonly content: Uint8Array;
}

/** A volume of `blocks` blocks whose log is `parts`, each where it says to be; sector 0 is one of them. */
export function volumeOf(parts: readonly Part[], blocks = 8192): Uint8Array {
  const volume = new Uint8Array(blocks * BLOCK_SIZE);
  for (const { sector, length, content } of parts) {
    const bytes = new ByteBuffer();
    pushExtensionHeader(bytes, length, sector === 0 ? { uuid: UUID, label: new Uint8Array(0) } : undefined);
    bytes.append(content);
    volume.set(bytes.take(), sector * BLOCK_SIZE);
  }
  return volume;
}

/** A volume with all of its log in one extension of 1024 sectors. */
export function volumeWith(...content: readonly Uint8Array[]): Uint8Array {
  return volumeOf([
    { sector: 0, length: 1, content: link(1, 1024) },
    { sector: 1, length: 1024, content: Buffer.concat([...content, END]) },
  ]);
}

export const END = Uint8Array.of(TAG.endOfLog);
export const END_OF_SEGMENT = Uint8Array.of(TAG.endOfSegment);

export function link(sector: number, length: number): Uint8Array {
  return tagged(TAG.link, sector, length);
}

/** A record in one piece. */
export function record(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([tagged(TAG.tuple, bytes.length, bytes.length), bytes]);
}

/** The first `length` bytes of a record, and one that goes on with the rest. */
export function pieces(bytes: Uint8Array, length: number): readonly [Uint8Array, Uint8Array] {
  return [
    Buffer.concat([tagged(TAG.tuple, bytes.length, length), bytes.subarray(0, length)]),
    Buffer.concat([tagged(TAG.tupleContinued, bytes.length - length), bytes.subarray(length)]),
  ];
}

export function tagged(tag: number, ...numbers: readonly number[]): Uint8Array {
  const bytes = new ByteBuffer();
  bytes.byte(tag);
  for (const number of numbers) bytes.varint(number);
  return bytes.take();
}

/** One record that an encoder of its own writes. */
export function recordOf(plain: PlainTuple): Uint8Array {
  const encoder = new TupleEncoder();
  encoder.value(tupleOf(plain));
  return record(encoder.takeRecord());
}

/** The tuple of a file with one extent. */
export function fileOf(length: bigint, offset: bigint, blocks = (length + 511n) / 512n): PlainTuple {
  return { filelength: length, extents: { 0: { length: blocks, offset, allocated: blocks } } };
}
