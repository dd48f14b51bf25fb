import { OpsError } from './errors.js';

/** A count of bytes: a safe integer, zero or more. */
export type Bytes = number & { readonly __brand: 'Bytes' };

export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;
export const TIB = 1024 * GIB;

const UNITS = ['', 'k', 'm', 'g', 't', 'p'] as const;
const SIZE_PATTERN = /^(\d+)(?:\.(\d+))?(?:([kmgtp])i?)?b?$/i;
const ACCEPTED_FORMS = 'write a number and a unit, such as 512, 56k, 500m, 10g, 1.5t (powers of 1024)';

/** Brands a number as a count of bytes. @throws RangeError when it is not a safe integer of zero or more */
export function bytes(count: number): Bytes {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a count of bytes`);
  return count as Bytes;
}

/**
 * Reads a size as people write it: a number, whole or decimal, then nothing or one of `b k m g t p` with an optional
 * `i` and `b`, in any case, powers of 1024. The result is at least 1.
 *
 * @throws OpsError `size-invalid` for anything else, for zero, for fractions of a byte, and beyond 2^53 - 1 bytes
 * @example
 * parseSize('56k') // 57344
 * parseSize('1.5 GiB') // throws: a size has no space in it
 */
export function parseSize(text: string): Bytes {
  const match = SIZE_PATTERN.exec(text);
  if (!match) throw invalid(text, 'is not a size');
  const [, whole = '', fraction = '', unit = ''] = match;
  // Exact arithmetic: 0.1g is not a whole number of bytes and must not be rounded into one.
  const scale = 10n ** BigInt(fraction.length);
  const power = UNITS.findIndex((letter) => letter === unit.toLowerCase());
  const scaled = BigInt(whole + fraction) * 1024n ** BigInt(power);
  if (scaled % scale !== 0n) throw invalid(text, 'is not a whole number of bytes');
  const count = scaled / scale;
  if (count === 0n) throw invalid(text, 'is not a size: it is zero');
  if (count > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(text, 'is too large: the limit is 8 PiB less one byte');
  return Number(count) as Bytes;
}

/**
 * A size for people: one decimal below ten, and a binary unit (`64 MiB`, `1.2 GiB`, `512 B`).
 * Never shows 1024 of a unit.
 */
export function formatSize(count: number): string {
  let unit = 0;
  let value = count;
  while (unit < UNITS.length - 1 && Math.round(value) >= 1024) {
    value /= 1024;
    unit++;
  }
  const letter = UNITS[unit] ?? '';
  const digits = value < 10 && unit > 0 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value));
  return `${digits} ${letter === '' ? 'B' : `${letter.toUpperCase()}iB`}`;
}

/**
 * The shortest form that {@link parseSize} reads and that is no smaller than `count`: what an error suggests to type.
 *
 * @example
 * suggestSize(432_013_312) // '413m'
 */
export function suggestSize(count: number): string {
  for (const [unit, letter] of [...UNITS.entries()].reverse()) {
    const value = Math.ceil(count / 1024 ** unit);
    // Under 16 of a unit, rounding up wastes more than a sixteenth: take the unit below.
    if (value >= 16 || (value * 1024 ** unit === count && value > 0) || unit === 0) return `${value}${letter}`;
  }
  return String(count);
}

function invalid(text: string, why: string): OpsError {
  return new OpsError('size-invalid', `"${text}" ${why}`, { hint: ACCEPTED_FORMS, details: { value: text } });
}
