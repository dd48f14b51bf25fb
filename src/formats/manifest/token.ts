import { OpsError } from '../../core/errors.js';

const PLAIN = /^[!-$&-~]*$/;
const ENCODED = /^(?:[!-$&-~]|%[0-9A-F]{2})*$/;
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isPlain(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== 0x25;
}

/**
 * One word of the manifest or of the agent line: printable ASCII but `%` stands for itself, every other byte of the
 * text's UTF-8 is `%XX`. @throws OpsError `format-limit` for a NUL or half a surrogate pair, which no word can hold
 */
export function encodeToken(text: string): string {
  if (PLAIN.test(text)) return text;
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new OpsError('format-limit', `${JSON.stringify(text)}: neither NUL nor half a character can be written`);
  }
  return Array.from(new TextEncoder().encode(text), (byte) =>
    isPlain(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');
}

/** The bytes that a word stands for, or undefined when it is not the one encoding of any bytes. */
export function decodeTokenBytes(token: string): Uint8Array | undefined {
  if (!ENCODED.test(token)) return undefined;
  const bytes: number[] = [];
  for (let at = 0; at < token.length; at++) {
    if (token[at] !== '%') {
      bytes.push(token.charCodeAt(at));
      continue;
    }
    const byte = Number.parseInt(token.slice(at + 1, at + 3), 16);
    if (byte === 0 || isPlain(byte)) return undefined;
    bytes.push(byte);
    at += 2;
  }
  return Uint8Array.from(bytes);
}

/** The text that a word stands for, or undefined when it is not well encoded or not UTF-8. */
export function decodeToken(token: string): string | undefined {
  const bytes = decodeTokenBytes(token);
  if (bytes === undefined) return undefined;
  try {
    return DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}
