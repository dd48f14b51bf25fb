/** Names and values under each other: what `info` commands print. Empty values show as `-`. */
export function renderFacts(facts: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value === '' ? '-' : value}`).join('\n');
}
