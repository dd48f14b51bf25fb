import type { CommandTable } from './command.js';
import type { CommandContext } from './context.js';
import type { GlobalSettings } from './global-options.js';
import { createOutput } from './output.js';
import { renderPlainTable } from './render/table.js';
import type { SignalSource } from './signals.js';
import { terminalFacts } from './terminal.js';
import { opsHome, userHome } from './user-home.js';

export type InputStream = NodeJS.ReadableStream & { readonly isTTY?: boolean };
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number | undefined };

/** All that the command line knows of the process it runs in: `ops.ts` passes the real one, tests made-up ones. */
export interface ProcessFacts {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** A getter in `ops.ts`: opening the real one costs 3 ms. */
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly signals: SignalSource;
  /** Leaves at once: for a second Ctrl-C. */
  readonly forceExit: (code: number) => void;
}

/** What a command gets of the process, by the flags it was given. */
export async function createContext(
  facts: ProcessFacts,
  settings: GlobalSettings,
  signal: AbortSignal,
  commands: CommandTable,
): Promise<CommandContext> {
  const { env, cwd, platform, stdout, stderr } = facts;
  const terminal = terminalFacts(facts, env, settings.noColor);
  const now = (): Date => new Date();
  const clock = (): number => performance.now();
  // Boxes need cli-table3, which takes 10 ms to load, and only terminals get boxes.
  const renderTable = terminal.stdout.isTerminal
    ? (await import('./render/terminal-table.js')).renderTerminalTable
    : renderPlainTable;
  return {
    ...{ cwd, env, platform, stdout, stderr, terminal, signal, now, commands, flags: settings },
    get stdin() {
      return facts.stdin;
    },
    home: opsHome(env, cwd),
    output: createOutput({
      stdout,
      stderr,
      terminal,
      flags: settings,
      renderTable,
      userHome: userHome(env),
      now,
      clock,
    }),
    confirm: async (question) => {
      if (settings.assumeYes || !terminal.stderr.isTerminal || facts.stdin.isTTY !== true) return;
      const { askToConfirm } = await import('./confirm.js');
      await askToConfirm(question, { stdin: facts.stdin, stderr, signal });
    },
  };
}
