import { OpsError } from '../core/errors.js';
import { EXIT_CODES } from '../core/exit-codes.js';
import { bindArguments } from './arguments.js';
import type { CommandTable } from './command.js';
import { COMMANDS } from './commands/index.js';
import { globalSettings, type GlobalSettings } from './global-options.js';
import { parseWords } from './parse.js';
import { createContext, type OutputStream, type ProcessFacts } from './process-facts.js';
import { resolveCommand } from './resolve.js';
import { watchSignals, type Interruption } from './signals.js';
import { terminalFacts } from './terminal.js';
import { loadParser } from './yargs.js';

/** What is known of a run by the time it fails. */
interface Run {
  readonly facts: ProcessFacts;
  readonly interruption: Pick<Interruption, 'signal' | 'exitCode'>;
  command: string;
  settings: GlobalSettings | undefined;
}

/** Runs one command line. Never throws; the number is the exit code of the process. */
export async function main(facts: ProcessFacts, table: CommandTable = COMMANDS): Promise<number> {
  using interruption = watchSignals(facts.signals, facts.forceExit);
  const run: Run = { facts, interruption, command: '', settings: undefined };
  const stdout = watchOutput(facts.stdout, interruption);
  facts.stderr.on('error', () => undefined); // Nobody is left to be told.
  try {
    const code = await dispatch(run, table);
    await stdout.flush();
    return code ?? interruption.exitCode() ?? 0;
  } catch (error) {
    return await fail(run, error);
  }
}

/** Shows what was thrown where nobody waited for it: a mistake of ours. Returns the exit code. */
export async function reportUncaught(facts: ProcessFacts, error: unknown): Promise<number> {
  return await fail({ facts, interruption: NEVER_INTERRUPTED, command: '', settings: undefined }, error);
}

const NEVER_INTERRUPTED = { signal: new AbortController().signal, exitCode: () => undefined };

/** From words to the command's exit code; `undefined` is that of a command that ended well. */
async function dispatch(run: Run, table: CommandTable): Promise<number | undefined> {
  const { facts, interruption } = run;
  const resolved = resolveCommand(table, facts.argv);
  run.command = resolved.path;
  const [parser, command] = await Promise.all([
    loadParser(),
    resolved.kind === 'command' ? resolved.entry.load().then((module) => module.default) : undefined,
  ]);
  const words = parseWords(parser, resolved.words, command?.options ?? {});
  const settings = globalSettings(words.values, facts.env);
  run.settings = settings;
  const context = await createContext(facts, settings, interruption.signal, table);
  if (command === undefined || settings.help) {
    const { showHelp } = await import('./help.js');
    await showHelp(context, resolved.path, words);
    return undefined;
  }
  const code = await command.run(bindArguments(command, words), context);
  return code ?? undefined;
}

/** Shows `error`, unless it only says that we were told to stop reading. Returns the exit code. */
async function fail({ facts, interruption, command, settings }: Run, error: unknown): Promise<number> {
  const stopped = interruption.exitCode();
  if (stopped === 0) return 0;
  const shown = stopped !== undefined && isInterruption(error) ? new OpsError('interrupted', 'interrupted') : error;
  // Before a command is known, the global flags are all that can be read.
  const flags = settings ?? globalSettings(parseWords(await loadParser(), facts.argv, {}).values, facts.env);
  const { renderError } = await import('./render/error.js');
  const { color } = terminalFacts(facts, facts.env, flags.noColor).stderr;
  facts.stderr.write(`${renderError(shown, { command, json: flags.json, verbose: flags.verbose, color })}\n`);
  return stopped ?? (error instanceof OpsError ? error.exitCode : EXIT_CODES.internal);
}

function isInterruption(error: unknown): boolean {
  if (error instanceof OpsError) return error.code === 'interrupted';
  return error instanceof Error && error.name === 'AbortError';
}

/**
 * Watches what becomes of the results: a reader that has gone (`| head`) ends the work quietly; whatever else keeps
 * them from being written (a full disk) fails the command when it is flushed.
 */
function watchOutput(stdout: OutputStream, interruption: Interruption): { flush: () => Promise<void> } {
  let failure: Error | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') interruption.stop();
    else failure = error;
  });
  return {
    flush: async () => {
      await new Promise<void>((resolve) =>
        stdout.write('', () => {
          resolve();
        }),
      );
      if (failure !== undefined)
        throw new OpsError('host-file', `standard output: ${failure.message}`, { cause: failure });
    },
  };
}
