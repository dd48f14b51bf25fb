import type { ProgressTask } from '../core/progress.js';
import type { Table } from './render/table.js';

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
  result(result: Result): void;
  /** A line for people about what was done (`38 files, 1.2 MiB of 64 MiB, 41 ms`); not with `-q` or `-j`. */
  note(text: string): void;
  /** A line that nobody should miss; with `-q` and `-j`, too. */
  warn(text: string): void;
  /** A line that only `--verbose` shows. */
  debug(text: string): void;
  /** Draws long work; silent with `-q` and `-j`. One at a time. */
  progress(name: string): ProgressBar;
}
