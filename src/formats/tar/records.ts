import { corrupt, type MemberPlace } from './corrupt.js';
import { latin1 } from './latin1.js';

/** One `keyword=value` of an extended header. The value is bytes: names and attributes need not be text. */
export interface PaxRecord {
  readonly keyword: string;
  readonly value: Uint8Array;
}

const SPACE = 0x20;
const NEWLINE = 0x0a;
const EQUALS = 0x3d;
const LONGEST_LENGTH = 8;

/**
 * Reads the records of a PAX extended header, in order: keywords may come many times.
 * @throws OpsError `format-corrupt`
 * @see POSIX.1-2017, pax, "pax Extended Header"
 */
export function decodeRecords(data: Uint8Array, place: MemberPlace): PaxRecord[] {
  const records: PaxRecord[] = [];
  for (let at = 0; at < data.length;) {
    const { length, start } = readLength(data, at, place);
    const end = at + length;
    if (end > data.length || data[end - 1] !== NEWLINE)
      throw corrupt(place, 'an extended record is not as long as it says');
    const equals = data.indexOf(EQUALS, start);
    if (equals <= start || equals >= end) throw corrupt(place, 'an extended record has no keyword');
    records.push({
      keyword: new TextDecoder().decode(data.subarray(start, equals)),
      // A copy: the rest of the header is not to be kept for it.
      value: Uint8Array.from(data.subarray(equals + 1, end - 1)),
    });
    at = end;
  }
  return records;
}

function readLength(data: Uint8Array, at: number, place: MemberPlace): { length: number; start: number } {
  const space = data.subarray(at, at + LONGEST_LENGTH + 1).indexOf(SPACE);
  const digits = latin1(data.subarray(at, at + Math.max(space, 0)));
  const length = Number(digits);
  if (!/^\d+$/.test(digits) || length <= space + 1)
    throw corrupt(place, 'an extended record does not begin with its length');
  return { length, start: at + space + 1 };
}

export function encodeRecords(records: readonly PaxRecord[]): Uint8Array {
  const parts = records.map(encodeRecord);
  const data = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}

/** The length counts its own digits. */
function encodeRecord({ keyword, value }: PaxRecord): Uint8Array {
  const name = new TextEncoder().encode(keyword);
  const rest = 1 + name.length + 1 + value.length + 1;
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  const record = new Uint8Array(length).fill(NEWLINE);
  const start = String(length).length + 1;
  record.set(new TextEncoder().encode(`${length} `));
  record.set(name, start);
  record[start + name.length] = EQUALS;
  record.set(value, start + name.length + 1);
  return record;
}
