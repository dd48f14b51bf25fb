/** Sets of blocks as ascending runs `[start, end)` that neither overlap nor touch. Immutable. */
export class BlockRuns {
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  /** Blocks in all runs. */
  readonly total: number;

  private constructor(starts: Float64Array, ends: Float64Array) {
    this.#starts = starts;
    this.#ends = ends;
    let total = 0;
    for (let index = 0; index < starts.length; index++) total += this.end(index) - this.start(index);
    this.total = total;
  }

  /** `pairs` is start, end, start, end..., starts ascending; runs may overlap or touch. */
  static fromSorted(pairs: readonly number[]): BlockRuns {
    const starts: number[] = [];
    const ends: number[] = [];
    for (let index = 0; index < pairs.length; index += 2) {
      const start = pairs[index] ?? 0;
      const end = pairs[index + 1] ?? 0;
      const last = ends.at(-1);
      if (end <= start) continue;
      if (last !== undefined && start <= last) ends[ends.length - 1] = Math.max(last, end);
      else {
        starts.push(start);
        ends.push(end);
      }
    }
    return new BlockRuns(Float64Array.from(starts), Float64Array.from(ends));
  }

  get length(): number {
    return this.#starts.length;
  }

  /** Where run `index` begins; infinity behind the last. */
  start(index: number): number {
    return this.#starts[index] ?? Infinity;
  }

  end(index: number): number {
    return this.#ends[index] ?? Infinity;
  }

  /** The first run that ends behind `block`. */
  indexAfter(block: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.end(middle) <= block) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The union with one more run. */
  with(start: number, end: number): BlockRuns {
    const pairs: number[] = [];
    const at = this.indexAfter(start);
    for (let index = 0; index <= this.length; index++) {
      if (index === at) {
        // A run that begins before `start` and ends behind it goes first: the pairs stay sorted.
        if (this.start(at) < start) pairs.push(this.start(at), this.end(at), start, end);
        else pairs.push(start, end, this.start(at), this.end(at));
      } else pairs.push(this.start(index), this.end(index));
    }
    return BlockRuns.fromSorted(pairs.filter((edge) => edge !== Infinity));
  }

  /** Calls `visit` with the parts of the runs that lie in `[from, to)`. */
  forEachWithin(from: number, to: number, visit: (start: number, end: number) => void): void {
    for (let index = this.indexAfter(from); this.start(index) < to; index++) {
      visit(Math.max(from, this.start(index)), Math.min(to, this.end(index)));
    }
  }
}
