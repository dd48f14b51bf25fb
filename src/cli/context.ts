import type { CommandTable } from './command.js';
import type { Output } from './output.js';
import type { TerminalFacts } from './terminal.js';

/** What the flags that every command has were set to. */
export interface GlobalFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly assumeYes: boolean;
}

/** What a command gets of the process. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute: `$OPS_HOME`, or `.ops` in the user's home directory. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The bytes given to this command, for `-` and for a guest's console. */
  readonly stdin: NodeJS.ReadableStream;
  /** For streams of bytes (`volume cat`, a guest's console); results go through `output`. */
  readonly stdout: NodeJS.WritableStream;
  /** For what a guest's kernel says; everything of ours goes through `output`. */
  readonly stderr: NodeJS.WritableStream;
  readonly terminal: TerminalFacts;
  readonly flags: GlobalFlags;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP, and when the reader of stdout is gone. */
  readonly signal: AbortSignal;
  readonly output: Output;
  /**
   * Asks before something is destroyed (`delete volume assets?`). Returns when the answer is yes, with `-y`, and
   * where nobody can be asked because stdin or stderr is no terminal.
   *
   * @throws OpsError `declined` for any other answer
   */
  readonly confirm: (question: string) => Promise<void>;
  readonly now: () => Date;
  /** The table this command was found in, for help and completion. */
  readonly commands: CommandTable;
}
