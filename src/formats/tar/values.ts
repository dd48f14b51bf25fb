import type { Timestamp } from '../tree.js';
import { corrupt, type MemberPlace } from './corrupt.js';
import { latin1 } from './latin1.js';
import type { PaxRecord } from './records.js';

const NANOSECOND_DIGITS = 9;
const NANOSECONDS = 1_000_000_000;

/** A whole number of a record, such as `size`. @throws OpsError `format-corrupt` */
export function decodeDecimal({ keyword, value }: PaxRecord, place: MemberPlace): number {
  const digits = latin1(value);
  const number = Number(digits);
  if (/^\d+$/.test(digits) && Number.isSafeInteger(number)) return number;
  throw corrupt(place, `${keyword} is not a number`);
}

/** Seconds with a fraction, negative before 1970: `-1.25` is 750,000,000 ns after second -2. @throws OpsError */
export function decodeTime({ keyword, value }: PaxRecord, place: MemberPlace): Timestamp {
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(latin1(value));
  if (!match) throw corrupt(place, `${keyword} is not a time`);
  const [, sign, whole, fraction = ''] = match;
  const nanoseconds = Number(fraction.slice(0, NANOSECOND_DIGITS).padEnd(NANOSECOND_DIGITS, '0'));
  if (sign !== '-') return { seconds: Number(whole), nanoseconds };
  if (nanoseconds === 0) return { seconds: 0 - Number(whole), nanoseconds: 0 };
  return { seconds: -Number(whole) - 1, nanoseconds: NANOSECONDS - nanoseconds };
}

export function encodeTime({ seconds, nanoseconds }: Timestamp): string {
  if (nanoseconds === 0) return String(seconds);
  const [sign, whole, rest] = seconds < 0 ? ['-', -seconds - 1, NANOSECONDS - nanoseconds] : ['', seconds, nanoseconds];
  return `${sign}${whole}.${String(rest).padStart(NANOSECOND_DIGITS, '0').replace(/0+$/, '')}`;
}

/** libarchive writes values in base 64, most often without `=` at the end. @throws OpsError `format-corrupt` */
export function decodeBase64({ keyword, value }: PaxRecord, place: MemberPlace): Uint8Array {
  const text = latin1(value).replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(text) || text.length % 4 === 1) throw corrupt(place, `${keyword} is not base 64`);
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** `%XX` for bytes that are no plain characters: names of attributes as libarchive writes them. */
export function decodePercent(text: string): string {
  const bytes = Buffer.from(text).toString('latin1');
  const plain = bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1').toString();
}
