import { OpsError } from '../core/errors.js';
import type { Command } from './command.js';
import type { CommandContext } from './context.js';
import type { Output } from './output.js';
import type { ParsedWords } from './parse.js';
import { renderCommandHelp, renderGroupHelp, renderRootHelp } from './render/help.js';
import { usageLine } from './render/usage.js';
import { wordsAfter } from './resolve.js';

/**
 * Prints the page about `path`: a command, a group, or with no word everything.
 *
 * @throws OpsError `usage-invalid` when `words` has options that nobody declared
 */
export async function showHelp(context: CommandContext, path: string, words?: ParsedWords): Promise<void> {
  const { commands: table, terminal, output } = context;
  const entry = table.commands[path];
  const columns = terminal.stdout.columns;
  const [unknown] = words?.unknown ?? [];
  if (entry !== undefined) {
    const { default: command } = await entry.load();
    showPage(output, commandData(command), renderCommandHelp(command, entry.aliases ?? [], columns));
    return;
  }
  if (unknown !== undefined) {
    throw new OpsError('usage-invalid', `unknown option ${unknown}`, { hint: `ops ${path}${path && ' '}--help` });
  }
  const data = { commands: Object.fromEntries(wordsAfter(table, path === '' ? [] : [path])) };
  showPage(output, data, path === '' ? renderRootHelp(table, columns) : renderGroupHelp(table, path, columns));
}

/** The same with `-q`: whoever asks for help wants to read it. */
function showPage(output: Output, data: unknown, page: string): void {
  output.result({ data, ids: page.split('\n'), view: page });
}

/** A command as `ops <command> --help -j` shows it. */
function commandData(command: Command): unknown {
  const { path, summary, description, positionals, options, rest, examples } = command;
  return {
    command: path.join(' '),
    summary,
    description: description ?? null,
    usage: usageLine(command),
    positionals: positionals.map(({ name, description: about, optional = false, variadic = false }) => ({
      ...{ name, description: about, optional, variadic },
    })),
    options: Object.entries(options).map(([name, option]) => ({
      ...{ name, alias: option.alias ?? null, type: option.type, description: option.description },
    })),
    rest: rest ?? null,
    examples: examples.map(([line, what]) => ({ line, what })),
  };
}
