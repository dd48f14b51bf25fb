import { OpsError } from '../../core/errors.js';

/** What `#!/usr/bin/env ...` asks for. */
export interface EnvCommand {
  readonly environment: Readonly<Record<string, string>>;
  readonly command: string;
  readonly arguments: readonly string[];
}

const SPLIT_OPTION = /^(?:-S|--split-string(?:=|$))\s*/;

/**
 * Reads the argument of `env` on a `#!` line: one command, or with `-S` assignments, a command and its arguments.
 * `script` stands in front of errors.
 *
 * @throws OpsError `program-invalid` for options other than `-S`, for quotes that stay open and for `${...}`
 * @see https://www.gnu.org/software/coreutils/manual/html_node/env-invocation.html
 */
export function parseEnvArgument(argument: string | undefined, script: string): EnvCommand {
  if (argument === undefined) throw invalid(script, 'its #! line gives env nothing to run');
  const words = SPLIT_OPTION.test(argument) ? splitWords(argument.replace(SPLIT_OPTION, ''), script) : [argument];
  const count = words.findIndex((word) => !/^[^=-][^=]*=/.test(word));
  const assignments = count < 0 ? words : words.slice(0, count);
  const [command, ...rest] = count < 0 ? [] : words.slice(count);
  if (command === undefined) throw invalid(script, 'its #! line gives env nothing to run');
  if (command.startsWith('-')) throw invalid(script, `its #! line gives env the option ${command}; only -S is known`);
  if (/\s/.test(command)) {
    throw invalid(
      script,
      `its #! line makes env look for a program called "${command}"`,
      `#!/usr/bin/env -S ${command}`,
    );
  }
  return { environment: Object.fromEntries(assignments.map(splitAssignment)), command, arguments: rest };
}

/** A word: anything but blanks, which quotes and a backslash keep. */
const WORD = /(?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/gs;

function splitWords(text: string, script: string): string[] {
  const words = text.match(WORD) ?? [];
  // What is left is a quote that no other closes.
  if (text.replace(WORD, '').trim() !== '') throw invalid(script, 'a quote on its #! line stays open');
  if (words.some((word) => word.includes('${'))) {
    throw invalid(script, 'its #! line uses ${...}, which is not known here');
  }
  return words.map((word) => word.replace(/\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/gs, unquote));
}

function unquote(_match: string, escaped?: string, single?: string, double?: string): string {
  return escaped ?? single ?? (double ?? '').replace(/\\(.)/gs, '$1');
}

function splitAssignment(word: string): [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

function invalid(script: string, reason: string, hint = 'name the interpreter by its path instead'): OpsError {
  return new OpsError('program-invalid', `${script}: ${reason}`, { hint });
}
