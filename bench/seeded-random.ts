/** The same numbers on every machine: xorshift32 (Marsaglia, "Xorshift RNGs", 2003). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return this.#next() % limit;
  }

  /** Bytes that no compressor makes smaller; `length` is a multiple of 4. */
  bytes(length: number): Uint8Array {
    const words = new Uint32Array(length / 4);
    for (let index = 0; index < words.length; index++) words[index] = this.#next();
    return new Uint8Array(words.buffer);
  }

  #next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state >>> 0;
  }
}
