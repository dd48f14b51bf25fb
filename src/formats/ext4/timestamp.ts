import type { Timestamp } from '../tree.js';

/** An instant as inodes keep it: 32 bits of seconds, then 30 bits of nanoseconds over 2 more bits of seconds. */
export interface EncodedTimestamp {
  readonly seconds: number;
  readonly extra: number;
}

const TWO_31 = 2 ** 31;
const TWO_32 = 2 ** 32;
/** 1901-12-13. */
const EARLIEST = -TWO_31;
/** 2446-05-10. */
const LATEST = 3 * TWO_32 + TWO_31 - 1;

/** What lies outside of 1901 to 2446 is moved to the nearer end, as the kernel does. */
export function encodeTimestamp({ seconds, nanoseconds }: Timestamp): EncodedTimestamp {
  if (seconds < EARLIEST) return { seconds: EARLIEST, extra: 0 };
  if (seconds > LATEST) return { seconds: TWO_31 - 1, extra: 3 };
  const signed = seconds | 0;
  return { seconds: signed, extra: nanoseconds * 4 + (seconds - signed) / TWO_32 };
}

/** The instant of the two words; nanoseconds from 10^9 on are as they were stored, and are none. */
export function decodeTimestamp(seconds: number, extra: number): Timestamp {
  return { seconds: seconds + (extra & 3) * TWO_32, nanoseconds: extra >>> 2 };
}
