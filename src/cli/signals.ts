import { EXIT_CODES } from '../core/exit-codes.js';

/** The signals that ask us to stop, and the exit code that says so (128 and the signal's number, as shells count). */
const STOP_SIGNALS = { SIGINT: EXIT_CODES.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

export type StopSignal = keyof typeof STOP_SIGNALS;

/** What tells us of signals: `process`. */
export interface SignalSource {
  on(signal: StopSignal, listener: () => void): unknown;
  off(signal: StopSignal, listener: () => void): unknown;
}

export interface Interruption extends Disposable {
  /** Aborted by the first signal, or by `stop`. */
  readonly signal: AbortSignal;
  /** The exit code that the signal or `stop` asks for; undefined when nothing stopped the work. */
  exitCode(): number | undefined;
  /** Ends the work because nobody reads what it writes: no failure, and exit code 0. */
  stop(): void;
}

/** The first signal aborts, so that the work can clean up; the second one leaves at once through `forceExit`. */
export function watchSignals(source: SignalSource, forceExit: (code: number) => void): Interruption {
  const controller = new AbortController();
  let code: number | undefined;
  let stopped = false;
  const listeners = Object.entries(STOP_SIGNALS).map(([name, exitCode]) => {
    const listener = (): void => {
      if (code !== undefined) forceExit(exitCode);
      code = exitCode;
      controller.abort(new Error(name));
    };
    source.on(name as StopSignal, listener);
    return [name as StopSignal, listener] as const;
  });
  return {
    signal: controller.signal,
    exitCode: () => code ?? (stopped ? 0 : undefined),
    stop: () => {
      stopped = true;
      controller.abort(new Error('the reader of the output is gone'));
    },
    [Symbol.dispose]: () => {
      for (const [name, listener] of listeners) source.off(name, listener);
    },
  };
}
