import path from 'node:path';
import { OpsError } from '../../core/errors.js';
import { isElf } from '../../formats/elf/reader.js';
import { parseEnvArgument } from './env-command.js';
import { withFile } from './host-file.js';
import { INTERPRETER_LINE_MAX, parseInterpreterLine, type InterpreterLine } from './interpreter-line.js';
import { findCommand, type ProgramPlaces } from './locate.js';
import { placeInSystem, type PlacedFile } from './placed-file.js';

/** A program down to the ELF file that the kernel executes. */
export interface Execution {
  readonly executable: PlacedFile;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Every file on the way: scripts first, the ELF file last. */
  readonly files: readonly PlacedFile[];
}

/** How many interpreters may be scripts themselves, as in Linux (fs/exec.c). */
const MAX_DEPTH = 4;

const SCRIPT_NAMES = /\.[cm]?js$/;

/** First bytes of programs that run elsewhere. */
const FOREIGN_FORMATS: readonly (readonly [string, string])[] = [
  ['cffaedfe', 'a macOS program'],
  ['cafebabe', 'a macOS program or a Java class'],
  ['4d5a', 'a Windows program'],
  ['504b0304', 'a ZIP or JAR archive'],
];

/**
 * Follows `#!` lines, and the names of JavaScript files that have none, to an ELF file.
 *
 * @throws OpsError `program-invalid` when `program` is not a program, `interpreter-missing`
 */
export function followInterpreters(program: PlacedFile, places: ProgramPlaces): Execution {
  let execution: Execution = { executable: program, arguments: [program.name], environment: {}, files: [program] };
  for (let depth = 0; ; depth++) {
    const { executable } = execution;
    const start = withFile(executable.found.hostPath, executable.name, (file) => file.read(0, INTERPRETER_LINE_MAX));
    if (isElf(start)) return execution;
    if (depth === MAX_DEPTH) {
      throw new OpsError('program-invalid', `${program.name}: more than ${MAX_DEPTH} interpreters that are scripts`);
    }
    const line = parseInterpreterLine(start, executable.name);
    execution = line ? underInterpreter(execution, line, places) : underNode(execution, start, places);
  }
}

function underInterpreter(script: Execution, line: InterpreterLine, places: ProgramPlaces): Execution {
  const { name } = script.executable;
  if (path.posix.basename(line.interpreter) !== 'env') {
    const found = places.sysroot.findFile(line.interpreter);
    if (!found) throw missing(name, line.interpreter);
    const interpreter = placeInSystem(line.interpreter, line.interpreter, found, places.sysroot);
    return runBy(script, interpreter, line.argument === undefined ? [] : [line.argument]);
  }
  // The image needs no env: which program it would find is known here.
  const env = parseEnvArgument(line.argument, name);
  const { command } = env;
  const found = command.includes('/') ? places.sysroot.findFile(command) : undefined;
  const interpreter = found ? placeInSystem(command, command, found, places.sysroot) : findCommand(command, places);
  if (!interpreter) throw missing(name, command);
  return runBy(script, interpreter, env.arguments, env.environment);
}

function underNode(script: Execution, start: Uint8Array, places: ProgramPlaces): Execution {
  const { executable } = script;
  if (!SCRIPT_NAMES.test(executable.found.path)) throw notExecutable(executable, start);
  const node = findCommand('node', places);
  if (!node) throw missing(executable.name, 'node');
  return runBy(script, node, []);
}

/** What the kernel makes of it: the interpreter, its argument, the script's path, and what was there but `argv[0]`. */
function runBy(
  script: Execution,
  interpreter: PlacedFile,
  options: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Execution {
  return {
    executable: interpreter,
    arguments: [interpreter.name, ...options, script.executable.guestPath, ...script.arguments.slice(1)],
    environment: { ...script.environment, ...environment },
    files: [...script.files, interpreter],
  };
}

function missing(script: string, interpreter: string): OpsError {
  return new OpsError('interpreter-missing', `${script}: its interpreter ${interpreter} was not found`, {
    hint: `install ${path.posix.basename(interpreter)}, or give a root that has it with --target-root`,
    details: { interpreter },
  });
}

function notExecutable({ name }: PlacedFile, start: Uint8Array): OpsError {
  const magic = Buffer.from(start.subarray(0, 4)).toString('hex');
  const foreign = FOREIGN_FORMATS.find(([prefix]) => magic.startsWith(prefix))?.[1];
  if (foreign !== undefined) {
    return new OpsError('program-invalid', `${name}: ${foreign}, not one for Linux`, { hint: 'build it for Linux' });
  }
  const reason = start.length === 0 ? 'an empty file' : 'neither an ELF file nor a script';
  return new OpsError('program-invalid', `${name}: ${reason}`, {
    hint: 'a script starts with #! and its interpreter, such as #!/usr/bin/env python3',
  });
}
