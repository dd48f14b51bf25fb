/**
 * What must not reach a terminal or a line of plain text from a name that others chose: control characters (C0, DEL, C1),
 * line and paragraph separators, and what turns the direction of text (Unicode TR 36, section 2.6).
 */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Code points that take two columns: East Asian Wide and Fullwidth blocks (Unicode TR 11). */
const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const ONLY_MARKS = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const ASCII = /^[\x20-\x7e]*$/;

const ELLIPSIS = '…';

/** `text` with every character that is no text replaced by `?`, as ls does on a terminal. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, '?');
}

/** True for text of printable ASCII alone: a column for each character. */
export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** How many columns `text` takes on a terminal. */
export function displayWidth(text: string): number {
  if (isAscii(text)) return text.length;
  return graphemes(text).reduce((width, grapheme) => width + graphemeWidth(grapheme), 0);
}

/** `text` cut to at most `width` columns: `photos/2019/IM…`. Whole characters, never half of one. */
export function cutEnd(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return width < 1 ? '' : takeStart(graphemes(text), width - 1) + ELLIPSIS;
}

/** `text` with its middle cut out: `/home/ann/.ops/…5f0c0d3e.raw`; for paths, whose two ends tell the most. */
export function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 3) return cutEnd(text, width);
  const parts = graphemes(text);
  const start = takeStart(parts, Math.floor((width - 1) / 2));
  const end = [...graphemes(takeStart(parts.reverse(), width - 1 - displayWidth(start)))].reverse().join('');
  return start + ELLIPSIS + end;
}

/** `text` filled with spaces up to `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

function takeStart(parts: readonly string[], width: number): string {
  let taken = '';
  let used = 0;
  for (const part of parts) {
    used += graphemeWidth(part);
    if (used > width) break;
    taken += part;
  }
  return taken;
}

function graphemeWidth(grapheme: string): number {
  if (ONLY_MARKS.test(grapheme)) return 0;
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

let segmenter: Intl.Segmenter | undefined;

function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
