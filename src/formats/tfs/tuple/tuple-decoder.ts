import type { ByteCursor } from './byte-cursor.js';
import { type Encoding, readHeader, TYPE, type ValueHeader } from './value-header.js';
import { PRESENT, symbolBytes, symbolOf, Tuple, type SymbolName, type Value, Vector } from './value.js';

/** A tuple or vector that is being filled. */
interface Open {
  readonly container: Tuple | Vector;
  /** Attributes or elements that are still to come. */
  left: number;
  next: number;
}

/** Reads the records of one log, in their order; later ones refer to what earlier ones brought. */
export class TupleDecoder {
  /** Entry `n` of the dictionary is at `n - 1`. */
  readonly #dictionary: (SymbolName | Tuple | Vector)[] = [];

  /** The tuple with a number, if there is one. */
  tuple(index: number): Tuple | undefined {
    const entry = this.#dictionary[index - 1];
    return entry instanceof Tuple ? entry : undefined;
  }

  /**
   * Reads one record, which must be a tuple.
   * @param offset the byte of the volume where it begins, kept in the tuples that are new
   * @throws what the cursor refuses with
   */
  readRecord(cursor: ByteCursor, encoding: Encoding, offset: number): Tuple {
    // Not by recursion: what is nested in a damaged log may be so a million times.
    const open: Open[] = [];
    const record = this.#readValue(cursor, encoding, offset, open);
    if (!(record instanceof Tuple)) throw cursor.refuse('the record is no tuple');
    for (let top = open.at(-1); top; top = open.at(-1)) {
      if (top.left === 0) {
        open.pop();
        continue;
      }
      top.left--;
      const { container } = top;
      if (container instanceof Tuple) {
        const name = this.#readName(cursor, encoding);
        container.set(name, this.#readValue(cursor, encoding, offset, open));
      } else {
        container.elements[top.next++] = this.#readValue(cursor, encoding, offset, open);
      }
    }
    if (cursor.left > 0) throw cursor.refuse(`${cursor.left} bytes follow the tuple`);
    return record;
  }

  #readName(cursor: ByteCursor, encoding: Encoding): SymbolName {
    const { immediate, type, count } = readHeader(cursor, encoding);
    if (type !== TYPE.buffer) throw cursor.refuse('the name of an attribute is no symbol');
    if (!immediate) return this.#symbol(cursor, count);
    if (count === 0) throw cursor.refuse('the name of an attribute is empty');
    const name = symbolOf(cursor.take(count));
    this.#dictionary.push(name);
    return name;
  }

  /** A tuple or vector is returned before what is in it is read, which `open` is told. */
  #readValue(cursor: ByteCursor, encoding: Encoding, offset: number, open: Open[]): Value | undefined {
    const header = readHeader(cursor, encoding);
    const { immediate, type, count } = header;
    switch (type) {
      case TYPE.buffer:
        return immediate ? readBuffer(cursor, count) : symbolBytes(this.#symbol(cursor, count));
      case TYPE.integer:
        if (!immediate || count > 1) throw cursor.refuse('an integer has no such sign');
        return count === 1 ? -cursor.longVarint() : cursor.longVarint();
      case TYPE.string:
        if (!immediate) throw cursor.refuse('a string is a reference');
        return cursor.take(count);
      default:
        return this.#openContainer(cursor, header, offset, open);
    }
  }

  #openContainer(cursor: ByteCursor, header: ValueHeader, offset: number, open: Open[]): Tuple | Vector {
    const { immediate, type, count } = header;
    if (type !== TYPE.tuple && type !== TYPE.vector) throw cursor.refuse(`there is no type ${type}`);
    const container = immediate ? this.#create(type, offset) : this.#find(cursor, type);
    // A name and its value take two bytes at least, an element one.
    const fewest = type === TYPE.tuple ? 2 : 1;
    if (count * fewest > cursor.left) throw cursor.refuse(`${count} values cannot be in ${cursor.left} bytes`);
    open.push({ container, left: count, next: 0 });
    return container;
  }

  #create(type: number, offset: number): Tuple | Vector {
    const created = type === TYPE.tuple ? new Tuple(this.#dictionary.length + 1, offset) : new Vector();
    this.#dictionary.push(created);
    return created;
  }

  #find(cursor: ByteCursor, type: number): Tuple | Vector {
    const index = cursor.varint();
    const entry = this.#dictionary[index - 1];
    if (type === TYPE.tuple && entry instanceof Tuple) return entry;
    if (type === TYPE.vector && entry instanceof Vector) return entry;
    throw cursor.refuse(`refers to ${index}, which is no ${type === TYPE.tuple ? 'tuple' : 'vector'}`);
  }

  #symbol(cursor: ByteCursor, index: number): SymbolName {
    const entry = this.#dictionary[index - 1];
    if (typeof entry === 'string') return entry;
    throw cursor.refuse(`refers to ${index}, which is no symbol`);
  }
}

/** Nothing removes the attribute, one zero says that it is there; versions before 5 have strings so. */
function readBuffer(cursor: ByteCursor, length: number): Value | undefined {
  if (length === 0) return undefined;
  const bytes = cursor.take(length);
  return length === 1 && bytes[0] === 0 ? PRESENT : bytes;
}
