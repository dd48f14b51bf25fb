import { throwIfAborted } from '../../core/abort.js';
import { OpsError } from '../../core/errors.js';

/** How long to wait, and who may call it off. */
export interface WaitOptions {
  /** Milliseconds. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A promise that is settled from outside, and that lets go of its timer and its signal when it is. */
export class Pending<T> {
  readonly promise: Promise<T>;
  readonly #resolve: (value: T) => void;
  readonly #reject: (error: Error) => void;
  readonly #release: () => void;

  /** @param timedOut makes the error when nothing settled it within `timeout` milliseconds */
  constructor(timeout: number, signal: AbortSignal | undefined, timedOut: () => Error) {
    throwIfAborted(signal);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(() => {
      this.reject(timedOut());
    }, timeout);
    const abort = (): void => {
      this.reject(new OpsError('interrupted', 'interrupted', { cause: signal?.reason }));
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.promise = promise;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
  }

  resolve(value: T): void {
    this.#release();
    this.#resolve(value);
  }

  reject(error: Error): void {
    this.#release();
    this.#reject(error);
  }
}
