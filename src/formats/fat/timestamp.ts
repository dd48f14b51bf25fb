import type { Timestamp } from '../tree.js';

/** An instant as directories keep it: in two seconds, and in hundredths of a second what they leave out. */
export interface FatTime {
  readonly date: number;
  readonly time: number;
  /** 0 to 199. */
  readonly hundredths: number;
}

const FIRST_YEAR = 1980;
const EARLIEST = Date.UTC(FIRST_YEAR, 0, 1) / 1000;
const LATEST = Date.UTC(FIRST_YEAR + 128, 0, 1) / 1000 - 1;
const NANOSECONDS_PER_HUNDREDTH = 10_000_000;

/** Times are taken as UTC; what lies outside of 1980 to 2107 is moved to the nearer end. */
export function encodeTime({ seconds, nanoseconds }: Timestamp): FatTime {
  const date = new Date(Math.min(Math.max(seconds, EARLIEST), LATEST) * 1000);
  return {
    date: ((date.getUTCFullYear() - FIRST_YEAR) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
    time: (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >>> 1),
    hundredths: (date.getUTCSeconds() % 2) * 100 + Math.floor(nanoseconds / NANOSECONDS_PER_HUNDREDTH),
  };
}

/** The instant, `undefined` for a date that is not kept: month or day 0. */
export function decodeTime({ date, time, hundredths }: FatTime): Timestamp | undefined {
  const [month, day] = [(date >>> 5) & 0xf, date & 0x1f];
  if (month === 0 || day === 0) return undefined;
  const start = Date.UTC(
    FIRST_YEAR + (date >>> 9),
    month - 1,
    day,
    time >>> 11,
    (time >>> 5) & 0x3f,
    (time & 0x1f) * 2,
  );
  return {
    seconds: start / 1000 + Math.floor(hundredths / 100),
    nanoseconds: (hundredths % 100) * NANOSECONDS_PER_HUNDREDTH,
  };
}
