/**
 * How long work tells how far it is. Libraries report, the command line draws; reports may come thousands of times a
 * second, the drawer thins them out.
 */
export interface ProgressTask {
  /** `done` of `total` bytes so far; `item` names what is being worked on (a path, a block range). */
  report(done: number, total: number, item?: string): void;
}

/** A task that nobody watches. */
export const SILENT_PROGRESS: ProgressTask = { report: () => undefined };

/** What every long operation takes beside its request. */
export interface OperationOptions {
  /** Aborted by Ctrl-C: the operation stops at the next chunk, cleans up and throws `interrupted`. */
  readonly signal?: AbortSignal;
  readonly progress?: ProgressTask;
}
