/** True when `text` holds a character that {@link globPattern} gives a meaning. */
export function hasWildcard(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * A shell pattern over paths: `*` and `?` stay within one name, leading dots included; `**` as a whole name is any
 * number of directories; `[a-z]` and `[!a-z]` are one character; a backslash takes the next one as it is.
 */
export function globPattern(pattern: string): RegExp {
  const names = pattern.split('/');
  const source = names.map((name, index) => {
    const isLast = index === names.length - 1;
    if (name === '**') return isLast ? '.*' : '(?:[^/]+/)*';
    return translateName(name) + (isLast ? '' : '/');
  });
  try {
    return new RegExp(`^${source.join('')}$`, 'su');
  } catch {
    // A range that runs backwards, such as [z-a], matches nothing (fnmatch(3)).
    return /(?!)/;
  }
}

function translateName(name: string): string {
  return name.replace(
    /\\(.)|\[([!^]?)([^\]]+)\]|\*+|./gsu,
    (match: string, escaped?: string, negation?: string, members?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (members !== undefined) return `[${negation === '' ? '' : '^'}${members.replace(/[\\[\]^]/g, '\\$&')}]`;
      if (match.startsWith('*')) return '[^/]*';
      return match === '?' ? '[^/]' : literal(match);
    },
  );
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
