import { OpsError } from '../../../core/errors.js';
import { ByteBuffer } from './byte-buffer.js';
import { pushHeader, TYPE } from './value-header.js';
import { type PRESENT, type SymbolName, Tuple, type Value, Vector } from './value.js';

/** Nanos reads a record by calls within calls: deeper ones would not fit the stack of its kernel. */
const DEEPEST = 64;
const LARGEST_INTEGER = 2n ** 64n - 1n;

/** What numbers are written as: readers take both, but old ones of OPS take strings only. */
export type NumberForm = 'integers' | 'strings';

/**
 * Writes records in the encoding of version 5. Its dictionary grows with everything that is written: one encoder is one
 * log. A tuple is begun with the count of its attributes, after which each is a {@link symbol} and a value.
 */
export class TupleEncoder {
  readonly #output = new ByteBuffer();
  readonly #numbers: NumberForm;
  readonly #symbols = new Map<SymbolName, number>();
  readonly #known = new Map<Tuple | Vector, number>();
  #entries = 0;

  constructor(numbers: NumberForm = 'integers') {
    this.#numbers = numbers;
  }

  /** The bytes since the last record. */
  takeRecord(): Uint8Array {
    return this.#output.take();
  }

  /** @returns the number of the tuple, for {@link updateTuple} */
  beginTuple(attributes: number): number {
    pushHeader(this.#output, true, TYPE.tuple, attributes);
    return ++this.#entries;
  }

  /** A tuple that is there already, some attributes of which follow. */
  updateTuple(index: number, attributes: number): void {
    pushHeader(this.#output, false, TYPE.tuple, attributes);
    this.#output.varint(index);
  }

  symbol(name: SymbolName): this {
    const known = this.#symbols.get(name);
    if (known !== undefined) {
      pushHeader(this.#output, false, TYPE.buffer, known);
      return this;
    }
    pushHeader(this.#output, true, TYPE.buffer, name.length);
    this.#output.symbol(name);
    this.#symbols.set(name, ++this.#entries);
    return this;
  }

  string(bytes: Uint8Array): void {
    pushHeader(this.#output, true, TYPE.string, bytes.length);
    this.#output.append(bytes);
  }

  /** A number of metadata, in the form that was chosen. */
  number(value: number | bigint): void {
    if (this.#numbers === 'strings') this.string(new TextEncoder().encode(String(value)));
    else this.integer(BigInt(value));
  }

  /** @throws OpsError `format-limit` for more than 64 bits */
  integer(value: bigint): void {
    const magnitude = value < 0n ? -value : value;
    if (magnitude > LARGEST_INTEGER) throw new OpsError('format-limit', `TFS: ${value} has more than 64 bits`);
    pushHeader(this.#output, true, TYPE.integer, value < 0n ? 1 : 0);
    this.#output.varint(magnitude);
  }

  /**
   * A value and all that is in it; what was written before is referred to. `undefined` removes an attribute.
   * @throws OpsError `format-limit` for what is nested too deeply or has no name
   */
  value(value: Value | undefined, depth = 0): void {
    if (depth > DEEPEST) throw new OpsError('format-limit', `TFS: tuples are more than ${DEEPEST} deep in one another`);
    if (value instanceof Tuple) this.#tuple(value, depth);
    else if (value instanceof Vector) this.#vector(value, depth);
    else if (value instanceof Uint8Array) this.string(value);
    else if (typeof value === 'bigint') this.integer(value);
    else this.#untyped(value);
  }

  #tuple(tuple: Tuple, depth: number): void {
    const known = this.#known.get(tuple);
    if (known !== undefined) {
      this.updateTuple(known, 0);
      return;
    }
    this.#known.set(tuple, this.beginTuple(tuple.size));
    for (const [name, value] of tuple.attributes) {
      if (name === '') throw new OpsError('format-limit', 'TFS: an attribute has an empty name');
      this.symbol(name).value(value, depth + 1);
    }
  }

  #vector(vector: Vector, depth: number): void {
    const known = this.#known.get(vector);
    pushHeader(this.#output, known === undefined, TYPE.vector, known === undefined ? vector.elements.length : 0);
    if (known !== undefined) {
      this.#output.varint(known);
      return;
    }
    this.#known.set(vector, ++this.#entries);
    for (const element of vector.elements) this.value(element, depth + 1);
  }

  #untyped(value: typeof PRESENT | undefined): void {
    pushHeader(this.#output, true, TYPE.buffer, value === undefined ? 0 : 1);
    if (value !== undefined) this.#output.byte(0);
  }
}
