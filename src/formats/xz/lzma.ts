import { corrupt } from './corrupt.js';
import type { Dictionary } from './dictionary.js';

const PROBABILITY_BITS = 11;
const EVEN_ODDS = 1 << (PROBABILITY_BITS - 1);
const ADAPTATION = 5;
/** Below this the range takes in another byte. */
const RANGE_LIMIT = 1 << 24;
/** One zero byte and the first 32 bits of the code. */
const RANGE_HEADER = 5;

const POSITION_STATES = 16;
const LENGTH_GROUP = POSITION_STATES * 8;
const LENGTH_CODER = 2 + 2 * LENGTH_GROUP + 256;
const LITERAL_CODER = 0x300;
const LITERAL_CODERS_LIMIT = 16;
const SHORTEST_MATCH = 2;
/** States below this follow a literal. */
const AFTER_MATCH = 7;

/** Where each set of probabilities starts in the one array that holds them all. `<< 4`: by position state. */
const IS_MATCH = 0;
const IS_REPEAT = IS_MATCH + (12 << 4);
const IS_REPEAT_0 = IS_REPEAT + 12;
const IS_REPEAT_1 = IS_REPEAT_0 + 12;
const IS_REPEAT_2 = IS_REPEAT_1 + 12;
const IS_REPEAT_0_LONG = IS_REPEAT_2 + 12;
const DISTANCE_SLOT = IS_REPEAT_0_LONG + (12 << 4);
const DISTANCE_SPECIAL = DISTANCE_SLOT + 4 * 64;
const DISTANCE_ALIGN = DISTANCE_SPECIAL + 115;
const MATCH_LENGTH = DISTANCE_ALIGN + 16;
const REPEAT_LENGTH = MATCH_LENGTH + LENGTH_CODER;
const LITERAL = REPEAT_LENGTH + LENGTH_CODER;
const PROBABILITIES = LITERAL + LITERAL_CODER * LITERAL_CODERS_LIMIT;

/**
 * Decodes LZMA chunks. What it learned carries over from one chunk to the next until a reset.
 *
 * `range` and `code` are 32-bit unsigned values kept in signed integers, which the engine holds unboxed.
 * @see https://github.com/jljusten/LZMA-SDK/blob/master/DOC/lzma-specification.txt
 */
export class LzmaDecoder {
  private readonly probabilities = new Uint16Array(PROBABILITIES);
  private literalContextBits = 0;
  private literalPositionMask = 0;
  private positionMask = 0;
  private state = 0;
  /** The last four distances less one, the latest first. */
  private distances: [number, number, number, number] = [0, 0, 0, 0];

  private input: Uint8Array = new Uint8Array();
  private position = 0;
  private range = -1;
  private code = 0;

  /** Takes the packed form of `lc`, `lp` and `pb`, and resets. */
  setProperties(byte: number): void {
    const contextBits = byte % 9;
    const positionBits = Math.floor(byte / 9) % 5;
    const matchBits = Math.floor(byte / 45);
    if (matchBits > 4 || contextBits + positionBits > 4) throw corrupt('its LZMA properties are out of range');
    this.literalContextBits = contextBits;
    this.literalPositionMask = (1 << positionBits) - 1;
    this.positionMask = (1 << matchBits) - 1;
    this.reset();
  }

  reset(): void {
    this.probabilities.fill(EVEN_ODDS);
    this.state = 0;
    this.distances = [0, 0, 0, 0];
  }

  /** Decodes one whole chunk into the `size` bytes behind the end of `dictionary`, in which there is room for them. */
  decodeChunk(chunk: Uint8Array, dictionary: Dictionary, size: number): void {
    this.startRange(chunk);
    const { bytes: output, start, end } = dictionary;
    const stop = end + size;
    let at = end;
    while (at < stop) {
      if (this.position > chunk.length) throw corrupt('an LZMA chunk is cut off');
      const positionState = (at - start) & this.positionMask;
      if (this.bit(IS_MATCH + (this.state << 4) + positionState) === 0) {
        output[at] = this.literal(output, start, at);
        at++;
        continue;
      }
      const length = this.match(positionState);
      const distance = this.distances[0] + 1;
      if (distance > Math.min(at - start, dictionary.size)) throw corrupt('a match reaches before its dictionary');
      if (length > stop - at) throw corrupt('a match reaches past its chunk');
      for (const matchEnd = at + length; at < matchEnd; at++) output[at] = output[at - distance] ?? 0;
    }
    if (this.position !== chunk.length || this.code !== 0) throw corrupt('an LZMA chunk does not end where it says');
  }

  private startRange(chunk: Uint8Array): void {
    const [first, a = 0, b = 0, c = 0, d = 0] = chunk;
    if (chunk.length < RANGE_HEADER || first !== 0) throw corrupt('an LZMA chunk does not start with zero');
    this.input = chunk;
    this.position = RANGE_HEADER;
    this.range = -1;
    this.code = (a << 24) | (b << 16) | (c << 8) | d;
  }

  private bit(index: number): number {
    const probability = this.probabilities[index] ?? 0;
    const bound = Math.imul(this.range >>> PROBABILITY_BITS, probability);
    let bit = 0;
    if (this.code >>> 0 < bound >>> 0) {
      this.range = bound;
      this.probabilities[index] = probability + (((1 << PROBABILITY_BITS) - probability) >> ADAPTATION);
    } else {
      this.range = (this.range - bound) | 0;
      this.code = (this.code - bound) | 0;
      this.probabilities[index] = probability - (probability >> ADAPTATION);
      bit = 1;
    }
    if (this.range >>> 0 < RANGE_LIMIT) this.refill();
    return bit;
  }

  private refill(): void {
    this.range <<= 8;
    this.code = (this.code << 8) | (this.input[this.position++] ?? 0);
  }

  private directBits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) {
      this.range >>>= 1;
      const bit = this.code >>> 0 >= this.range >>> 0 ? 1 : 0;
      if (bit === 1) this.code = (this.code - this.range) | 0;
      if (this.range >>> 0 < RANGE_LIMIT) this.refill();
      value = (value << 1) | bit;
    }
    return value;
  }

  /** A number of `bits` bits, high ones first, each with the probability of those before it. */
  private tree(base: number, bits: number): number {
    let node = 1;
    for (let index = 0; index < bits; index++) node = (node << 1) | this.bit(base + node);
    return node - (1 << bits);
  }

  private reverseTree(base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let index = 0; index < bits; index++) {
      const bit = this.bit(base + node);
      node = (node << 1) | bit;
      value |= bit << index;
    }
    return value;
  }

  private literal(output: Uint8Array, dictionary: number, at: number): number {
    const previous = at > dictionary ? (output[at - 1] ?? 0) : 0;
    const context =
      (((at - dictionary) & this.literalPositionMask) << this.literalContextBits) +
      (previous >> (8 - this.literalContextBits));
    const base = LITERAL + LITERAL_CODER * context;
    let symbol = 1;
    if (this.state >= AFTER_MATCH) symbol = this.literalBesideMatch(base, output[at - this.distances[0] - 1] ?? 0);
    while (symbol < 0x100) symbol = (symbol << 1) | this.bit(base + symbol);
    this.state = this.state < 4 ? 0 : this.state - (this.state < 10 ? 3 : 6);
    return symbol & 0xff;
  }

  /** After a match, the byte that would have continued it predicts the literal for as long as the two agree. */
  private literalBesideMatch(base: number, predicted: number): number {
    let symbol = 1;
    for (let shift = 7; shift >= 0; shift--) {
      const expected = (predicted >> shift) & 1;
      const bit = this.bit(base + ((1 + expected) << 8) + symbol);
      symbol = (symbol << 1) | bit;
      if (bit !== expected) break;
    }
    return symbol;
  }

  /** Reads a match, leaves its distance in `distances[0]`, returns its length. */
  private match(positionState: number): number {
    const { state } = this;
    const afterLiteral = state < AFTER_MATCH;
    if (this.bit(IS_REPEAT + state) === 0) {
      this.state = afterLiteral ? 7 : 10;
      const length = this.length(MATCH_LENGTH, positionState);
      this.pushDistance(this.distance(length));
      return length;
    }
    if (this.bit(IS_REPEAT_0 + state) === 0) {
      if (this.bit(IS_REPEAT_0_LONG + (state << 4) + positionState) === 0) {
        this.state = afterLiteral ? 9 : 11;
        return 1;
      }
    } else {
      this.reuseDistance(state);
    }
    this.state = afterLiteral ? 8 : 11;
    return this.length(REPEAT_LENGTH, positionState);
  }

  private pushDistance(distance: number): void {
    const recent = this.distances;
    recent[3] = recent[2];
    recent[2] = recent[1];
    recent[1] = recent[0];
    recent[0] = distance;
  }

  /** Brings the second, third or fourth latest distance to the front. */
  private reuseDistance(state: number): void {
    const recent = this.distances;
    const [first, second, third, fourth] = recent;
    if (this.bit(IS_REPEAT_1 + state) === 0) {
      recent[0] = second;
    } else {
      if (this.bit(IS_REPEAT_2 + state) === 0) {
        recent[0] = third;
      } else {
        recent[0] = fourth;
        recent[3] = third;
      }
      recent[2] = second;
    }
    recent[1] = first;
  }

  private length(coder: number, positionState: number): number {
    const low = coder + 2;
    const middle = low + LENGTH_GROUP;
    if (this.bit(coder) === 0) return SHORTEST_MATCH + this.tree(low + positionState * 8, 3);
    if (this.bit(coder + 1) === 0) return SHORTEST_MATCH + 8 + this.tree(middle + positionState * 8, 3);
    return SHORTEST_MATCH + 16 + this.tree(middle + LENGTH_GROUP, 8);
  }

  private distance(length: number): number {
    const lengthState = Math.min(length - SHORTEST_MATCH, 3);
    const slot = this.tree(DISTANCE_SLOT + lengthState * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const base = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return base + this.reverseTree(DISTANCE_SPECIAL + base - slot, bits);
    // The product of 2^4 is written as such: the sum may have 32 bits, which shifts would make negative.
    return base + this.directBits(bits - 4) * 16 + this.reverseTree(DISTANCE_ALIGN, 4);
  }
}
