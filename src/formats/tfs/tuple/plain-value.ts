import { PRESENT, symbolOf, Tuple, type Value, Vector } from './value.js';

/** A value as it is convenient to write down: text is UTF-8, `true` is a flag. */
export type PlainValue = string | bigint | true | Uint8Array | readonly PlainValue[] | PlainTuple;

export interface PlainTuple {
  readonly [name: string]: PlainValue;
}

/**
 * Makes a tuple, such as what the root of an image has beside its files.
 *
 * @example
 * tupleOf({ program: '/hello', arguments: ['hello', 'world'], mounts: { data: '/mnt' } })
 */
export function tupleOf(plain: PlainTuple): Tuple {
  const tuple = new Tuple();
  for (const [name, value] of Object.entries(plain))
    tuple.set(symbolOf(new TextEncoder().encode(name)), valueOf(value));
  return tuple;
}

function valueOf(plain: PlainValue): Value {
  if (plain === true) return PRESENT;
  if (typeof plain === 'bigint' || plain instanceof Uint8Array) return plain;
  if (typeof plain === 'string') return new TextEncoder().encode(plain);
  if (isList(plain)) return new Vector(plain.map(valueOf));
  return tupleOf(plain);
}

function isList(plain: readonly PlainValue[] | PlainTuple): plain is readonly PlainValue[] {
  return Array.isArray(plain);
}
