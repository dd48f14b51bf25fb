import { viewOf } from '../binary/bytes.js';
import { corrupt, type MemberPlace } from './corrupt.js';
import type { ArchiveCursor } from './cursor.js';
import { BLOCK_SIZE, GNU_HEADER, GNU_SPARSE_BLOCK } from './header.js';
import type { StoredRange } from './member.js';
import { decodeNumber } from './number.js';
import { latin1 } from './latin1.js';
import type { PaxRecord } from './records.js';
import { decodeDecimal } from './values.js';

/** The parts of a sparse file that hold data, and its length; `mapSize` bytes of the content are the map itself. */
export interface SparseMap {
  readonly size: number;
  readonly ranges: readonly { readonly start: number; readonly length: number }[];
  readonly mapSize: number;
}

type Range = SparseMap['ranges'][number];

/** Offset and length, 12 bytes each. */
const ENTRY_SIZE = 24;
const NUMBER_SIZE = 12;
const NEWLINE = 0x0a;
const LONGEST_NUMBER = 16;

/** The map of a member of type `S`, which goes on in blocks behind the header. */
export function readGnuMap(header: Uint8Array, cursor: ArchiveCursor, place: MemberPlace): SparseMap {
  const first = GNU_HEADER.decode(viewOf(header), 0);
  const size = decodeNumber(first.realSize);
  if (size === undefined || size < 0) throw corrupt(place, 'the size of its sparse file is not a number');
  const ranges = decodeEntries(first.sparse, place);
  let more = first.isExtended !== 0;
  while (more) {
    const block = GNU_SPARSE_BLOCK.decode(viewOf(cursor.block(place)), 0);
    ranges.push(...decodeEntries(block.sparse, place));
    more = block.isExtended !== 0;
  }
  return { size, ranges, mapSize: 0 };
}

function decodeEntries(entries: Uint8Array, place: MemberPlace): Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at < entries.length; at += ENTRY_SIZE) {
    // An entry without a length ends the list.
    if (entries[at + NUMBER_SIZE] === 0) break;
    const start = decodeNumber(entries.subarray(at, at + NUMBER_SIZE));
    const length = decodeNumber(entries.subarray(at + NUMBER_SIZE, at + ENTRY_SIZE));
    if (start === undefined || length === undefined)
      throw corrupt(place, 'its sparse map has something that is no number');
    ranges.push({ start, length });
  }
  return ranges;
}

/** The map that PAX records give, in any of the three versions that GNU tar has written. Undefined without one. */
export function readPaxMap(
  records: readonly PaxRecord[],
  cursor: ArchiveCursor,
  place: MemberPlace,
): SparseMap | undefined {
  const last = (keyword: string): PaxRecord | undefined => records.findLast((record) => record.keyword === keyword);
  const size = last('GNU.sparse.realsize') ?? last('GNU.sparse.size');
  const major = last('GNU.sparse.major');
  if (major) {
    if (latin1(major.value) !== '1') throw corrupt(place, 'its sparse map is of no known version');
    if (!size) throw corrupt(place, 'its sparse file has no size');
    return { size: decodeDecimal(size, place), ...readContentMap(cursor, place) };
  }
  if (!size) return undefined;
  const map = last('GNU.sparse.map');
  const numbers = map ? splitMap(map, place) : collectNumbers(records, place);
  return { size: decodeDecimal(size, place), ranges: pair(numbers, place), mapSize: 0 };
}

/** Version 0.1: all numbers in one record. */
function splitMap({ keyword, value }: PaxRecord, place: MemberPlace): number[] {
  if (value.length === 0) return [];
  const texts = latin1(value).split(',');
  return texts.map((text) => decodeDecimal({ keyword, value: Buffer.from(text) }, place));
}

/** Version 0.0: a record for each number. */
function collectNumbers(records: readonly PaxRecord[], place: MemberPlace): number[] {
  const wanted = ['GNU.sparse.offset', 'GNU.sparse.numbytes'];
  const numbers = records.filter(({ keyword }) => wanted.includes(keyword));
  if (numbers.some(({ keyword }, index) => keyword !== wanted[index % 2])) {
    throw corrupt(place, 'its sparse map is out of order');
  }
  return numbers.map((record) => decodeDecimal(record, place));
}

/** Version 1.0: lines of decimal numbers before the content, how many pairs first, padded to a block. */
function readContentMap(cursor: ArchiveCursor, place: MemberPlace): Omit<SparseMap, 'size'> {
  const start = cursor.position;
  const numbers = contentNumbers(cursor, place);
  const { value: count } = numbers.next();
  const ranges: Range[] = [];
  for (let index = 0; index < (count ?? 0); index++) {
    const [from, length] = [numbers.next().value, numbers.next().value];
    if (from !== undefined && length !== undefined) ranges.push({ start: from, length });
  }
  return { ranges, mapSize: cursor.position - start };
}

function* contentNumbers(cursor: ArchiveCursor, place: MemberPlace): Generator<number, undefined> {
  let digits = '';
  for (;;) {
    for (const byte of cursor.block(place)) {
      if (byte !== NEWLINE) digits += String.fromCharCode(byte);
      if (digits.length > LONGEST_NUMBER) throw corrupt(place, 'its sparse map has something that is no number');
      if (byte !== NEWLINE) continue;
      yield decodeDecimal({ keyword: 'its sparse map', value: Buffer.from(digits, 'latin1') }, place);
      digits = '';
    }
  }
}

function pair(numbers: readonly number[], place: MemberPlace): Range[] {
  if (numbers.length % 2 !== 0) throw corrupt(place, 'its sparse map ends in the middle');
  const ranges: Range[] = [];
  for (let index = 0; index < numbers.length; index += 2) {
    ranges.push({ start: numbers[index] ?? 0, length: numbers[index + 1] ?? 0 });
  }
  return ranges;
}

/** Where the data of a sparse file is, when it begins at byte `at` of the archive and is `length` bytes long. */
export function placeRanges(map: SparseMap, at: number, length: number, place: MemberPlace): StoredRange[] {
  const stored: StoredRange[] = [];
  let [end, taken] = [0, 0];
  for (const range of map.ranges) {
    const isSound = range.start >= end && range.length >= 0 && range.start + range.length <= map.size;
    if (!isSound) throw corrupt(place, 'its sparse map is out of order, or goes beyond the file');
    if (range.length > 0) stored.push({ ...range, at: at + taken });
    end = range.start + range.length;
    taken += range.length;
  }
  if (taken === length) return stored;
  throw corrupt(place, `its sparse map has ${taken} bytes, the archive ${length}`);
}

/** For a file of `size` bytes without holes. */
export function placeWhole(size: number, at: number): StoredRange[] {
  return size === 0 ? [] : [{ start: 0, length: size, at }];
}

/** The map of version 1.0 as it stands before the content of a file of `size` bytes. */
export function encodeContentMap(ranges: readonly Range[], size: number): Uint8Array {
  // An empty range at the end of the file is how GNU tar knows of a hole there.
  const all = [...ranges, { start: size, length: 0 }];
  const lines = [all.length, ...all.flatMap(({ start, length }) => [start, length])];
  const text = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
  const block = new Uint8Array(Math.ceil(text.length / BLOCK_SIZE) * BLOCK_SIZE);
  block.set(text);
  return block;
}
