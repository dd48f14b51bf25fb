import { Buffer } from 'node:buffer';

/** What is no text, or would turn the direction of text (Unicode TR 36, section 2.6), and the backslash of escapes. */
const ESCAPED = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd\\]/u;

/**
 * A name or path as people and programs may see it: text, a backslash doubled, and `\xNN` for each byte of what is not
 * UTF-8 or cannot be printed. {@link bytesOfShown} turns it back.
 */
export function showBytes(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!ESCAPED.test(text)) return text;
  let shown = '';
  for (let at = 0; at < bytes.length;) {
    const character = characterAt(bytes, at);
    if (character === undefined) {
      shown += escapeByte(bytes[at] ?? 0);
      at++;
      continue;
    }
    const encoded = Buffer.from(character);
    if (character === '\\') shown += '\\\\';
    else if (ESCAPED.test(character)) for (const byte of encoded) shown += escapeByte(byte);
    else shown += character;
    at += encoded.length;
  }
  return shown;
}

/** The bytes that {@link showBytes} has shown so; of other text, its UTF-8. */
export function bytesOfShown(shown: string): Uint8Array {
  const parts = shown.match(/\\x[0-9a-f]{2}|\\.|[^\\]+|\\$/gisu) ?? [];
  return Buffer.concat(
    parts.map((part) => Buffer.from(isByteEscape(part) ? [hexOf(part)] : part.replace(/^\\(?=.)/su, ''))),
  );
}

function isByteEscape(part: string): boolean {
  return /^\\x[0-9a-f]{2}$/i.test(part);
}

function hexOf(escape: string): number {
  return Number.parseInt(escape.slice(2), 16);
}

function escapeByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** The character whose UTF-8 begins at `at`. */
function characterAt(bytes: Uint8Array, at: number): string | undefined {
  const first = bytes[at] ?? 0;
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(at, at + length));
    return Array.from(text).length === 1 ? text : undefined;
  } catch {
    return undefined;
  }
}
