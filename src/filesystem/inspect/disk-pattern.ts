import { bytesOfShown } from './shown-name.js';

/** A part of a path between slashes: a name, a pattern of names, or `**`, any number of directories. */
export type PatternPart =
  | { readonly kind: 'name'; readonly name: Uint8Array }
  | { readonly kind: 'pattern'; readonly matches: (name: Uint8Array) => boolean }
  | { readonly kind: 'any-depth' };

const WILDCARD = /(?<!\\)(?:\\\\)*[*?[]/;

/**
 * Takes a path with wildcards apart, as shells read them: `*`, `?`, `[a-z]`, `[!a-z]`, and `**` alone between slashes.
 * Names that begin with a dot are only matched by patterns that do. A backslash before a character takes it as it is.
 */
export function parsePattern(path: string): PatternPart[] {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map((part): PatternPart => {
      if (part === '**') return { kind: 'any-depth' };
      if (!WILDCARD.test(part)) return { kind: 'name', name: bytesOfShown(part) };
      const expression = new RegExp(`^${part.startsWith('.') ? '' : '(?!\\.)'}${translate(part)}$`, 'su');
      return { kind: 'pattern', matches: (name) => expression.test(textOf(name)) };
    });
}

/** What is not UTF-8 is matched a byte at a time. */
function textOf(name: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return Buffer.from(name).toString('latin1');
  }
}

function translate(part: string): string {
  const tokens = part.match(/\\x[0-9a-f]{2}|\\.|\[[!^]?\]?[^\]]*\]|[^]/gsu) ?? [];
  return tokens.map(translateToken).join('');
}

function translateToken(token: string): string {
  if (token === '*') return '.*';
  if (token === '?') return '.';
  if (/^\\x[0-9a-f]{2}$/i.test(token)) return escapeText(String.fromCharCode(Number.parseInt(token.slice(2), 16)));
  if (token.length > 2 && token.startsWith('[')) return translateClass(token.slice(1, -1));
  return escapeText(token.replace(/^\\(?=.)/su, ''));
}

/** `!a-z` to `[^a-z]`; a range that runs backwards matches nothing. */
function translateClass(content: string): string {
  const isNegated = /^[!^]/.test(content);
  const members = (isNegated ? content.slice(1) : content).match(/[^]-[^]|[^]/gu) ?? [];
  const ranges = members.flatMap((member) => {
    const [from = '', , to = from] = Array.from(member);
    return from <= to ? [`${escapeText(from)}-${escapeText(to)}`] : [];
  });
  if (ranges.length === 0) return isNegated ? '.' : '(?!)';
  return `[${isNegated ? '^' : ''}${ranges.join('')}]`;
}

function escapeText(text: string): string {
  return Array.from(text, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`).join('');
}
