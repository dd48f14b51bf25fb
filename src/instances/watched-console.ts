import { OpsError } from '../core/errors.js';
import type { InstanceStore } from './instance-store.js';
import { isConsoleFull } from './rotate-console.js';
import { withInstance } from './with-instance.js';

/** A machine that refused once is not asked ten times a second. */
const RETRY_MILLISECONDS = 5_000;

/** The console's log of an instance that somebody watches, who rotates it when it is full. */
export class WatchedConsole {
  readonly #id: string;
  readonly #instances: InstanceStore;
  #triedLast = Number.NEGATIVE_INFINITY;

  constructor(id: string, instances: InstanceStore) {
    this.#id = id;
    this.#instances = instances;
  }

  /** Only a try: while the instance cannot be had, its log grows. */
  async rotateIfFull(signal: AbortSignal | undefined): Promise<void> {
    const now = performance.now();
    if (now - this.#triedLast < RETRY_MILLISECONDS || !isConsoleFull(this.#id, this.#instances)) return;
    this.#triedLast = now;
    try {
      // Whoever works on an instance rotates it.
      await withInstance(this.#instances, this.#id, () => undefined, signal);
    } catch (error) {
      if (!(error instanceof OpsError)) throw error;
    }
  }
}
