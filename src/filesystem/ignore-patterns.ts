import { pathPattern } from './path-pattern.js';

/** Whether a path is left out. `path` is below the root of the source, without a slash at either end. */
export type PathFilter = (path: string, isDirectory: boolean) => boolean;

interface Rule {
  readonly pattern: RegExp;
  readonly directoriesOnly: boolean;
  readonly include: boolean;
}

/**
 * Patterns as gitignore(5) reads them: those of {@link pathPattern}, where a slash at the end asks for a directory and
 * one anywhere else ties the pattern to the root; a pattern without one is looked for at every depth. The last rule that
 * matches decides. Whoever asks leaves out all below a directory that is left out.
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
  const pattern = pathPattern(`${anchored ? '' : '**/'}${body.replace(/^\//, '')}`);
  return [{ pattern, directoriesOnly, include }];
}
