import { OpsError } from '../../core/errors.js';
import { paint } from './color.js';
import { renderJson } from './json.js';
import { displayWidth, padEnd, printable } from './width.js';

/** One problem of a configuration, as `details.issues` of a `config-invalid` error lists them. */
export interface ConfigIssue {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Where in the configuration: `RunConfig.Memory`. */
  readonly path: string;
  readonly message: string;
}

export interface ErrorStyle {
  /** The command's path, `volume create`; empty before there is one. */
  readonly command: string;
  readonly json: boolean;
  /** Also shows the causes and where it was thrown. */
  readonly verbose: boolean;
  readonly color: boolean;
}

const REPORT_HINT = 'this is a mistake in ops: run it again with --verbose and report what it prints';

/**
 * A failure as stderr shows it, without a newline at the end:
 *
 *     ops: volume create: "10gg" is not a size
 *       write a number and a unit, such as 512, 56k, 500m, 10g, 1.5t (powers of 1024)
 *
 * With `-j`: `{ "error": { "code", "message", "hint"?, ...details } }`.
 */
export function renderError(error: unknown, style: ErrorStyle): string {
  const foreseen = error instanceof OpsError ? error : unforeseen(error);
  if (style.json) return renderJson({ error: foreseen.toJSON() });
  const lines = [...headline(foreseen, style.command).split('\n'), ...indent(issueLines(foreseen.details['issues']))];
  if (foreseen.hint !== undefined) lines.push(...indent(foreseen.hint.split('\n')));
  if (style.verbose) lines.push(...indent(traceLines(error)));
  const [first = '', ...others] = lines.map(printable);
  return [first.replace(/^ops:/, (name) => paint(name, 'red', style.color)), ...others].join('\n');
}

function unforeseen(error: unknown): OpsError {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return new OpsError('internal', `internal error: ${text}`, { hint: REPORT_HINT, cause: error });
}

/** A configuration's problems are about a file, whatever the command: `ops: config.json: 3 problems`. */
function headline(error: OpsError, command: string): string {
  const aboutCommand = command !== '' && error.code !== 'config-invalid' && error.code !== 'internal';
  return `ops: ${aboutCommand ? `${command}: ` : ''}${error.message}`;
}

function issueLines(issues: unknown): string[] {
  if (!Array.isArray(issues)) return [];
  const rows = issues
    .filter(isConfigIssue)
    .map(({ line, column, path, message }) => [`${line}:${column}`, path, message]);
  const width = (index: number): number => Math.max(...rows.map((row) => displayWidth(row[index] ?? '')));
  return rows.map(([place = '', path = '', message = '']) =>
    [padEnd(place, width(0)), padEnd(path, width(1)), message].join('  ').trimEnd(),
  );
}

function isConfigIssue(issue: unknown): issue is ConfigIssue {
  const fields = { line: 'number', column: 'number', path: 'string', message: 'string' };
  if (typeof issue !== 'object' || issue === null) return false;
  const values = new Map<string, unknown>(Object.entries(issue));
  return Object.entries(fields).every(([name, type]) => typeof values.get(name) === type);
}

function traceLines(error: unknown): string[] {
  const lines: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) {
    const text = each.stack ?? each.message;
    lines.push(...(lines.length === 0 ? text : `cause: ${text}`).split('\n'));
  }
  return lines;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
