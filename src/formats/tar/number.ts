import { OpsError } from '../../core/errors.js';

/** The first bit of a field says that the rest is a number in two's complement, most significant byte first (GNU, star). */
const BINARY = 0x80;
const SPACE = 0x20;
const ZERO = 0x30;
const SEVEN = 0x37;

/** Reads a number field of a header: octal text, or base 256. @returns undefined when it is no safe integer */
export function decodeNumber(field: Uint8Array): number | undefined {
  return (field[0] ?? 0) & BINARY ? decodeBinary(field) : decodeOctal(field);
}

/** Digits between blanks; NULs count as blanks, and no digit at all is 0. */
function decodeOctal(field: Uint8Array): number | undefined {
  let at = 0;
  while (isBlank(field[at])) at++;
  let value = 0;
  for (let byte = field[at]; byte !== undefined && byte >= ZERO && byte <= SEVEN; byte = field[++at]) {
    value = value * 8 + (byte - ZERO);
  }
  while (isBlank(field[at])) at++;
  return at === field.length ? value : undefined;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0 || byte === SPACE;
}

function decodeBinary(field: Uint8Array): number | undefined {
  const first = field[0] ?? 0;
  // The bit after the marker is the sign.
  const negative = (first & 0x40) !== 0;
  let value = negative ? (first & 0x7f) - 0x80 : first & 0x7f;
  for (const byte of field.subarray(1)) {
    value = value * 256 + byte;
    if (!Number.isSafeInteger(value)) return undefined;
  }
  return value;
}

/** Whether a number has room in a field of `width` bytes as octal text with a NUL behind it. */
export function fitsOctal(value: number, width: number): boolean {
  return value >= 0 && value < 8 ** (width - 1);
}

/** @throws OpsError `format-field` when `value` does not fit */
export function encodeOctal(value: number, width: number): Uint8Array {
  if (!Number.isSafeInteger(value) || !fitsOctal(value, width)) {
    throw new OpsError('format-field', `tar header: ${value} does not fit ${width} bytes`);
  }
  return new TextEncoder().encode(`${value.toString(8).padStart(width - 1, '0')}\0`);
}
