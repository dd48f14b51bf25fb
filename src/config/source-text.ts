import { type ConfigIssue, type ConfigPath, formatPath } from './config-issue.js';

/** The text of a configuration file, and where its lines begin. */
export class SourceText {
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.#lineStarts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length)];
  }

  issueAt(offset: number, path: ConfigPath, message: string): ConfigIssue {
    const after = this.#lineStarts.findIndex((start) => start > offset);
    const line = after === -1 ? this.#lineStarts.length : after;
    return { line, column: offset - (this.#lineStarts[line - 1] ?? 0) + 1, path: formatPath(path), message };
  }
}
