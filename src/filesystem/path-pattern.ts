/** True when `text` holds a character that {@link pathPattern} gives a meaning. */
export function hasWildcard(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * Reads a pattern of paths, the one grammar for `--exclude`, ignore files, `MapDirs` and the loader's configuration:
 *
 * - `*` is any part of one name, `?` one character of it; both take a dot at the beginning of a name as any other
 * - `[a-z]` is one of these characters, `[!a-z]` or `[^a-z]` one other; `]` stands for itself when it comes first
 * - `**` as a whole name is any number of directories, also none; as the last name all that is below, at any depth
 * - a backslash takes the next character as it is; all else stands for itself
 *
 * It matches whole paths without a slash at either end. What is no pattern, such as `[z-a]`, matches nothing.
 * @see https://git-scm.com/docs/gitignore, for which paths below a pattern's root are meant
 */
export function pathPattern(pattern: string): RegExp {
  const names = pattern.split('/');
  const source = names.map((name, index) => {
    const isLast = index === names.length - 1;
    if (name === '**') return isLast ? '.+' : '(?:[^/]+/)*';
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
    /\\(.)|\[([!^]?)(\]?(?:\\.|[^\]])*)\]|\*+|./gsu,
    (match: string, escaped?: string, negation?: string, members?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (members) return `(?!/)[${negation === '' ? '' : '^'}${translateMembers(members)}]`;
      if (match.startsWith('*')) return '[^/]*';
      return match === '?' ? '[^/]' : Array.from(match, literal).join('');
    },
  );
}

function translateMembers(members: string): string {
  return members.replace(/\\(.)|[[\]^\\]/gsu, (match: string, escaped?: string) =>
    /[[\]^\\-]/.test(escaped ?? match) ? `\\${escaped ?? match}` : (escaped ?? match),
  );
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
