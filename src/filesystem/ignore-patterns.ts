/** Whether a path is left out. `path` is below the root of the source, without a slash at either end. */
export type PathFilter = (path: string, isDirectory: boolean) => boolean;

interface Rule {
  readonly pattern: RegExp;
  readonly directoriesOnly: boolean;
  readonly include: boolean;
}

/**
 * Patterns such as those of gitignore(5): `*` and `?` stay within one name, `**` is any number of directories, `[a-z]`
 * and `[!a-z]` one character; a slash at the end asks for a directory, one anywhere else ties the pattern to the root.
 * The last rule that matches decides. Whoever asks leaves out all below a directory that is left out.
 *
 * @param lines of an ignore file: with comments, empty lines, and `!` for what is to stay
 */
export function parseIgnoreFile(lines: string): PathFilter {
  return combine(lines.split('\n').flatMap(parseLine));
}

/** The same for patterns given one by one, where `!` and `#` mean themselves. */
export function excludePatterns(patterns: readonly string[]): PathFilter {
  return combine(patterns.flatMap((pattern) => parseRule(pattern, false)));
}

/** Leaves out what any of `filters` does. */
export function anyFilter(filters: readonly PathFilter[]): PathFilter {
  return (path, isDirectory) => filters.some((filter) => filter(path, isDirectory));
}

function combine(rules: readonly Rule[]): PathFilter {
  return (path, isDirectory) => {
    const last = rules.findLast((rule) => (isDirectory || !rule.directoriesOnly) && rule.pattern.test(path));
    return last !== undefined && !last.include;
  };
}

function parseLine(line: string): Rule[] {
  // Blanks at the end count only behind a backslash.
  const text = line.replace(/\r$/, '').replace(/(?<!\\)((?:\\\\)*)[ \t]+$/, '$1');
  if (text.startsWith('#')) return [];
  return text.startsWith('!') ? parseRule(text.slice(1), true) : parseRule(text, false);
}

function parseRule(text: string, include: boolean): Rule[] {
  const directoriesOnly = text.endsWith('/');
  const body = text.replace(/\/$/, '');
  if (body === '') return [];
  const anchored = body.includes('/');
  const pattern = toRegExp(`${anchored ? '' : '**/'}${body.replace(/^\//, '')}`);
  return [{ pattern, directoriesOnly, include }];
}

function toRegExp(pattern: string): RegExp {
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
