import type { Timestamp } from '../tree.js';

const NANOSECONDS = 1_000_000_000n;
const FRACTION_BITS = 32n;
/** Seconds are 32 bits without a sign: to the year 2106. */
const SECONDS_END = 2 ** 32;

/** Whether a volume can hold an instant. */
export function isStorable({ seconds }: Timestamp): boolean {
  return seconds >= 0 && seconds < SECONDS_END;
}

/** Seconds and a fraction of 32 bits; the nearest that there is for what cannot be held. */
export function encodeTimestamp(instant: Timestamp): bigint {
  if (instant.seconds < 0) return 0n;
  if (!isStorable(instant)) return (1n << 64n) - 1n;
  // Rounded up, so that the nanosecond comes out again.
  const fraction = ((BigInt(instant.nanoseconds) << FRACTION_BITS) + NANOSECONDS - 1n) / NANOSECONDS;
  return (BigInt(instant.seconds) << FRACTION_BITS) + fraction;
}

export function decodeTimestamp(value: bigint): Timestamp {
  const stored = BigInt.asUintN(64, value);
  const fraction = BigInt.asUintN(32, stored);
  return {
    seconds: Number(stored >> FRACTION_BITS),
    nanoseconds: Number((fraction * NANOSECONDS) >> FRACTION_BITS),
  };
}
