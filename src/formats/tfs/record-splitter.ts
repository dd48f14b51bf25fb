import type { TupleEncoder } from './tuple/index.js';

/** Bytes of a record, which a guest gathers in memory before it reads it. */
export const RECORD_LIMIT = 2 ** 20;
/** Directories in one another within a record: guests read it by calls within calls. */
const DEEPEST = 24;

/** What a tuple consists of. */
export interface Parts {
  readonly count: number;
  /** Of all together: no fewer bytes than they take. */
  readonly weight: number;
  /** The same of one, but no more than {@link RECORD_LIMIT} and its name: what is heavier is only begun with it. */
  readonly weightOf: (index: number) => number;
  /** @param depth how deep in the record it is, for what {@link RecordSplitter.write} is called with in turn */
  readonly write: (index: number, depth: number) => void;
}

/** Writes tuples with their parts, or begins them empty when the parts must go to records of their own. */
export class RecordSplitter {
  readonly #encoder: TupleEncoder;
  readonly #later: { readonly index: number; readonly parts: Parts }[] = [];

  constructor(encoder: TupleEncoder) {
    this.#encoder = encoder;
  }

  write(parts: Parts, depth: number): void {
    if (parts.weight > RECORD_LIMIT || depth > DEEPEST) {
      this.#later.push({ index: this.#encoder.beginTuple(0), parts });
      return;
    }
    this.#encoder.beginTuple(parts.count);
    for (let index = 0; index < parts.count; index++) parts.write(index, depth);
  }

  /** The record that has been written, then those of what it only begins. */
  *records(): Generator<Uint8Array> {
    yield this.#encoder.takeRecord();
    // Filling one may begin others.
    for (const { index, parts } of this.#later) yield* this.#fill(index, parts);
  }

  *#fill(tuple: number, parts: Parts): Generator<Uint8Array> {
    for (let at = 0; at < parts.count;) {
      let end = at + 1;
      let weight = parts.weightOf(at);
      for (; end < parts.count && weight + parts.weightOf(end) <= RECORD_LIMIT; end++) weight += parts.weightOf(end);
      this.#encoder.updateTuple(tuple, end - at);
      for (; at < end; at++) parts.write(at, 0);
      yield this.#encoder.takeRecord();
    }
  }
}
