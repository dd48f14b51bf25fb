/** A name of the dictionary: one character for each byte, as {@link symbolOf} makes them. */
export type SymbolName = string;

/** A value that is nothing but there, such as an attribute that is a flag. */
export const PRESENT: unique symbol = Symbol('present');

/** What an attribute can be: a string is bytes, an integer has at most 64 bits and a sign. */
export type Value = Tuple | Vector | Uint8Array | bigint | typeof PRESENT;

const NO_ATTRIBUTES: ReadonlyMap<SymbolName, Value> = new Map();

/** Named values, in the order in which the names came. */
export class Tuple {
  /** Its number in the dictionary of the log that it was read from, else 0. */
  readonly index: number;
  /** The byte of the volume where the record that it first came in begins. */
  readonly offset: number;
  // Most tuples of damaged logs, and those of empty files, never get one.
  #attributes: Map<SymbolName, Value> | undefined;

  constructor(index = 0, offset = 0) {
    this.index = index;
    this.offset = offset;
  }

  get size(): number {
    return this.#attributes?.size ?? 0;
  }

  get attributes(): ReadonlyMap<SymbolName, Value> {
    return this.#attributes ?? NO_ATTRIBUTES;
  }

  get(name: SymbolName): Value | undefined {
    return this.#attributes?.get(name);
  }

  /** Sets an attribute, or removes it. */
  set(name: SymbolName, value: Value | undefined): this {
    if (value === undefined) this.#attributes?.delete(name);
    else (this.#attributes ??= new Map()).set(name, value);
    return this;
  }
}

/** Values in a row, some of which may be missing. */
export class Vector {
  readonly elements: (Value | undefined)[];

  constructor(elements: (Value | undefined)[] = []) {
    this.elements = elements;
  }
}

export function symbolOf(bytes: Uint8Array): SymbolName {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

export function symbolBytes(name: SymbolName): Uint8Array {
  return Uint8Array.from(Buffer.from(name, 'latin1'));
}

const DIGITS = /^\d{1,20}/;

/** A number that is written as an integer or in decimal digits, as writers differ; `undefined` for all else. */
export function numberOf(value: Value | undefined): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (!(value instanceof Uint8Array)) return undefined;
  const digits = DIGITS.exec(symbolOf(value.subarray(0, 20)));
  return digits ? BigInt(digits[0]) : undefined;
}
