import type { BlockRuns } from './block-runs.js';

/**
 * Hands out the blocks that are in no run of `occupied`, upwards. It knows no end: whoever plans compares afterwards,
 * and so learns how much is missing.
 */
export class BlockCursor {
  readonly #occupied: BlockRuns;
  #index: number;
  #next: number;
  /** Blocks handed out so far. */
  taken = 0;

  constructor(occupied: BlockRuns, start: number) {
    this.#occupied = occupied;
    this.#index = occupied.indexAfter(start);
    this.#next = start;
    this.#skipOccupied();
  }

  /** The block that is handed out next. */
  get next(): number {
    return this.#next;
  }

  /** Takes at most `count` blocks from {@link next} on that follow each other: how many there were. */
  take(count: number): number {
    const taken = Math.min(count, this.#occupied.start(this.#index) - this.#next);
    this.#next += taken;
    this.taken += taken;
    this.#skipOccupied();
    return taken;
  }

  #skipOccupied(): void {
    while (this.#next >= this.#occupied.start(this.#index)) {
      this.#next = Math.max(this.#next, this.#occupied.end(this.#index));
      this.#index++;
    }
  }
}
