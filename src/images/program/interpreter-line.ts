import { OpsError } from '../../core/errors.js';

/** The `#!` line of a script as Linux reads it: a path and all the rest as one argument. */
export interface InterpreterLine {
  readonly interpreter: string;
  readonly argument?: string;
}

/** As much of a file as Linux looks at (BINPRM_BUF_SIZE). */
export const INTERPRETER_LINE_MAX = 256;

/**
 * Reads the first line of a script from its first {@link INTERPRETER_LINE_MAX} bytes; `undefined` when they do not
 * start with `#!`. `name` stands in front of errors.
 *
 * @throws OpsError `program-invalid` for a line that Linux refuses or would cut
 * @see https://man7.org/linux/man-pages/man2/execve.2.html "Interpreter scripts"
 */
export function parseInterpreterLine(start: Uint8Array, name: string): InterpreterLine | undefined {
  const text = new TextDecoder().decode(start.subarray(0, INTERPRETER_LINE_MAX));
  if (!text.startsWith('#!')) return undefined;
  const end = text.indexOf('\n');
  if (end < 0 && start.length >= INTERPRETER_LINE_MAX) {
    throw invalid(name, `its #! line is longer than the ${INTERPRETER_LINE_MAX - 1} bytes that Linux reads`);
  }
  const line = text.slice(2, end < 0 ? undefined : end);
  if (line.endsWith('\r')) throw invalid(name, 'its #! line ends in CR LF', `sed -i 's/\\r$//' ${name}`);
  const [, interpreter = '', argument = ''] = /^[ \t]*([^ \t]*)[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
  if (!interpreter.startsWith('/')) throw invalid(name, `its #! line names no absolute path: "${line.trim()}"`);
  return argument === '' ? { interpreter } : { interpreter, argument };
}

function invalid(name: string, reason: string, hint = 'write #! and an absolute path, such as #!/bin/sh'): OpsError {
  return new OpsError('program-invalid', `${name}: ${reason}`, { hint });
}
