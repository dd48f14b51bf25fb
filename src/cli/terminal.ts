/** What is known of the two output streams. */
export interface TerminalFacts {
  readonly stdout: StreamFacts;
  readonly stderr: StreamFacts;
}

export interface StreamFacts {
  readonly isTerminal: boolean;
  /** Width in columns; 80 where it is not known. */
  readonly columns: number;
  readonly color: boolean;
}

/** What we look at on a stream; `tty.WriteStream` has it all, a pipe has none of it. */
export interface MaybeTerminal {
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Looks at the streams. Colour needs a terminal, no `NO_COLOR` (https://no-color.org), and a `TERM` that is not `dumb`. */
export function terminalFacts(
  streams: { readonly stdout: MaybeTerminal; readonly stderr: MaybeTerminal },
  env: Environment,
  noColor: boolean,
): TerminalFacts {
  const plain = noColor || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
  const facts = (stream: MaybeTerminal): StreamFacts => ({
    isTerminal: stream.isTTY === true,
    columns: stream.columns !== undefined && stream.columns > 0 ? stream.columns : 80,
    color: stream.isTTY === true && !plain,
  });
  return { stdout: facts(streams.stdout), stderr: facts(streams.stderr) };
}
