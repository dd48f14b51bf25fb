import assert from 'node:assert/strict';

const SHOWN = 5;

/** Compares lists whose order does not matter; says of thousands of differences how many there are, and the first. */
export function assertSameLines(found: readonly string[], expected: readonly string[], what: string): void {
  const complaints = [
    ...complainOf('missing', difference(expected, found)),
    ...complainOf('unexpected', difference(found, expected)),
  ];
  if (complaints.length > 0) assert.fail(`${what}: ${complaints.join('; ')}`);
}

/** The lines that are there more often than in `without`. */
function difference(lines: readonly string[], without: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of without) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}

function complainOf(how: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${lines.length} ${how}: ${firstOf(lines.toSorted())}`];
}

/** The first few of many lines. */
export function firstOf(lines: readonly string[]): string {
  const more = lines.length - SHOWN;
  const shown = lines.slice(0, SHOWN).map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line));
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
