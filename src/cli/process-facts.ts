import { homedir } from 'node:os';
import path from 'node:path';
import type { CommandTable } from './command.js';
import { askToConfirm } from './confirm.js';
import type { CommandContext } from './context.js';
import type { GlobalSettings } from './global-options.js';
import { createOutput } from './output.js';
import type { SignalSource } from './signals.js';
import { terminalFacts } from './terminal.js';

export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** All that the command line knows of the process it runs in: `ops.ts` passes the real one, tests made-up ones. */
export interface ProcessFacts {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly signals: SignalSource;
  /** Leaves at once: for a second Ctrl-C. */
  readonly forceExit: (code: number) => void;
}

/** What a command gets of the process, by the flags it was given. */
export function createContext(
  facts: ProcessFacts,
  settings: GlobalSettings,
  signal: AbortSignal,
  commands: CommandTable,
): CommandContext {
  const { env, cwd, platform, stdin, stdout, stderr } = facts;
  const userHome = env['HOME'] ?? homedir();
  const terminal = terminalFacts({ stdin, stdout, stderr }, env, settings.noColor);
  const now = (): Date => new Date();
  const clock = (): number => performance.now();
  const canAsk = terminal.stdin && terminal.stderr.isTerminal && !settings.assumeYes;
  return {
    ...{ cwd, env, platform, stdin, stdout, terminal, signal, now, commands, flags: settings },
    home: path.resolve(cwd, env['OPS_HOME'] ?? path.join(userHome, '.ops')),
    output: createOutput({ stdout, stderr, terminal, flags: settings, userHome, now, clock }),
    confirm: async (question) => {
      if (canAsk) await askToConfirm(question, { stdin, stderr, signal });
    },
  };
}
