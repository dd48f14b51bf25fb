import type { ProgressTask } from '../core/progress.js';
import { paint } from './render/color.js';
import { renderJson } from './render/json.js';
import type { DrawnProgress, ProgressSurface } from './render/progress.js';
import type { ReaderFacts, Table } from './render/table.js';
import { printable } from './render/width.js';
import type { StreamFacts } from './terminal.js';

/** What a command found or made, in the shapes that the flags may ask for. */
export interface Result {
  /** The stable shape of `-j`, JSON values only. */
  readonly data: unknown;
  /** What `-q` prints, one a line. */
  readonly ids?: readonly string[];
  /** What people read; a table fits itself to the terminal. Nothing is printed when it is absent. */
  readonly view?: Table | string;
}

/** A drawn task. Ends with `end()`, or at the end of its block: `using bar = output.progress('assets')`. */
export interface ProgressBar extends ProgressTask, Disposable {
  end(): void;
}

/** How a command speaks: results on stdout, everything else on stderr. */
export interface Output {
  /** Prints a result once, as `-j`, `-q` or the terminal want it. */
  readonly result: (result: Result) => void;
  /** A line for people about what was done (`38 files, 1.2 MiB of 64 MiB, 41 ms`); not with `-q` or `-j`. */
  readonly note: (text: string) => void;
  /** A line that nobody should miss; with `-q` and `-j`, too. */
  readonly warn: (text: string) => void;
  /** A line that only `--verbose` shows. */
  readonly debug: (text: string) => void;
  /** Draws long work; silent with `-q` and `-j`. One at a time: a new one takes the place of the one before. */
  readonly progress: (name: string) => ProgressBar;
}

export interface OutputOptions {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly columns?: number | undefined };
  readonly terminal: { readonly stdout: StreamFacts; readonly stderr: StreamFacts };
  readonly flags: { readonly json: boolean; readonly quiet: boolean; readonly verbose: boolean };
  readonly renderTable: (table: Table, columns: number, facts: ReaderFacts) => string;
  readonly userHome: string | undefined;
  readonly now: () => Date;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
}

export function createOutput(options: OutputOptions): Output {
  const { stdout, stderr, terminal, flags } = options;
  const silent = flags.quiet || flags.json;
  let bar: LoadingBar | undefined;
  const say = (text: string): void => {
    bar?.hide();
    stderr.write(`${text}\n`);
  };
  return {
    result: (result) => {
      bar?.hide();
      const text = resultText(result, options);
      if (text !== '') stdout.write(`${text}\n`);
    },
    note: (text) => {
      if (!silent) say(printableLines(text));
    },
    warn: (text) => {
      say(`ops: ${paint('warning:', 'yellow', terminal.stderr.color)} ${printableLines(text)}`);
    },
    debug: (text) => {
      if (flags.verbose) say(printableLines(text));
    },
    progress: (name) => {
      bar?.end();
      if (silent) return { report: () => undefined, end: () => undefined, [Symbol.dispose]: () => undefined };
      bar = loadBar(name, {
        isTerminal: terminal.stderr.isTerminal,
        columns: () => stderr.columns ?? terminal.stderr.columns,
        write: (text) => void stderr.write(text),
        clock: options.clock,
      });
      return bar;
    },
  };
}

interface LoadingBar extends ProgressBar {
  readonly hide: () => void;
}

/** A bar whose drawing is loaded while the work begins: most commands are over before they have something to draw. */
function loadBar(name: string, surface: ProgressSurface): LoadingBar {
  let drawn: DrawnProgress | undefined;
  let ended = false;
  void import('./render/progress.js').then(({ DrawnProgress }) => {
    if (!ended) drawn = new DrawnProgress(name, surface);
  });
  const end = (): void => {
    ended = true;
    drawn?.end();
  };
  return {
    report: (done, total, item) => drawn?.report(done, total, item),
    hide: () => drawn?.hide(),
    end,
    [Symbol.dispose]: end,
  };
}

function resultText(
  { data, ids, view }: Result,
  { flags, terminal, renderTable, now, userHome }: OutputOptions,
): string {
  if (flags.json) return renderJson(data);
  if (flags.quiet) return (ids ?? []).map(printable).join('\n');
  if (view === undefined) return '';
  if (typeof view === 'string') return terminal.stdout.isTerminal ? printableLines(view) : view;
  return renderTable(view, terminal.stdout.columns, { now: now(), userHome });
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
