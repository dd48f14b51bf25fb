const BLOCK = 64;
const ROUNDS = 64;
/** The length of what was summed up stands in the last eight bytes. */
const LENGTH_AT = BLOCK - 8;

/** The first 32 bits of the fractional parts of the `power`-th roots of the first primes. */
function rootsOfPrimes(count: number, power: number): Int32Array {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return Int32Array.from(primes, (prime) => fractionOfRoot(prime, BigInt(power)));
}

/** In whole numbers: a double has too few bits for the fraction behind the largest of them. */
function fractionOfRoot(prime: number, power: bigint): number {
  const target = BigInt(prime) << (32n * power);
  let root = 0n;
  for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) if ((root | bit) ** power <= target) root |= bit;
  return Number(BigInt.asIntN(32, root));
}

const START = rootsOfPrimes(8, 2);
const CONSTANTS = rootsOfPrimes(ROUNDS, 3);

/** SHA-256 (FIPS 180-4) of bytes that come in pieces. */
export class Sha256 {
  readonly #state = Int32Array.from(START);
  readonly #schedule = new Int32Array(ROUNDS);
  readonly #block = new Uint8Array(BLOCK);
  readonly #view = new DataView(this.#block.buffer);
  #length = 0;

  update(bytes: Uint8Array): void {
    let taken = 0;
    while (taken < bytes.length) {
      const filled = this.#length % BLOCK;
      const count = Math.min(BLOCK - filled, bytes.length - taken);
      this.#block.set(bytes.subarray(taken, taken + count), filled);
      taken += count;
      this.#length += count;
      if (filled + count === BLOCK) this.#mix();
    }
  }

  /** Its 32 bytes. Nothing can be added after it. */
  digest(): Uint8Array {
    const bits = BigInt(this.#length) * 8n;
    this.update(Uint8Array.of(0x80));
    while (this.#length % BLOCK !== LENGTH_AT) this.update(Uint8Array.of(0));
    this.#view.setBigUint64(LENGTH_AT, bits);
    this.#mix();
    const digest = new Uint8Array(32);
    const view = new DataView(digest.buffer);
    this.#state.forEach((word, index) => {
      view.setInt32(index * 4, word);
    });
    return digest;
  }

  #mix(): void {
    const schedule = this.#fillSchedule();
    const state = this.#state;
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let round = 0; round < ROUNDS; round++) {
      const spread = (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g));
      const first = (h + spread + (CONSTANTS[round] ?? 0) + (schedule[round] ?? 0)) | 0;
      const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => {
      state[index] = (state[index] ?? 0) + word;
    });
  }

  #fillSchedule(): Int32Array {
    const words = this.#schedule;
    for (let index = 0; index < 16; index++) words[index] = this.#view.getInt32(index * 4);
    for (let index = 16; index < ROUNDS; index++) {
      const early = words[index - 15] ?? 0;
      const late = words[index - 2] ?? 0;
      const mixed = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
      const mixedLate = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
      words[index] = (words[index - 16] ?? 0) + mixed + (words[index - 7] ?? 0) + mixedLate;
    }
    return words;
  }
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}
