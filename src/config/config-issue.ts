import { OpsError } from '../core/errors.js';

/** One mistake in a configuration file. */
export interface ConfigIssue {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units as editors count them. */
  readonly column: number;
  /** Where in the configuration: `RunConfig.Memmory`, `Args[1]`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Keys of objects and indices of arrays, from the top. */
export type ConfigPath = readonly (string | number)[];

/** @example formatPath(['CloudConfig', 'Tags', 0, 'key']) // 'CloudConfig.Tags[0].key' */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/**
 * The error that carries all issues of one file, in the order of the file: its message reads `config.json: 3 problems`,
 * its details are `{ file, issues }`.
 *
 * @param name the file as the user knows it
 * @param file its absolute path
 */
export function configInvalid(name: string, file: string, issues: readonly ConfigIssue[]): OpsError {
  const sorted = withoutRepetition(issues).sort((a, b) => a.line - b.line || a.column - b.column);
  const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`;
  return new OpsError('config-invalid', `${name}: ${count}`, { details: { file, issues: sorted } });
}

/** A pattern and a format of one value find the same mistake. */
function withoutRepetition(issues: readonly ConfigIssue[]): ConfigIssue[] {
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()];
}
