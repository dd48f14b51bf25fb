import type { OpsError } from '../../../core/errors.js';
import { bytesAccess } from '../../random-access.js';
import { corrupt } from '../damage.js';
import { ByteCursor, type Encoding, type TupleDecoder } from '../tuple/index.js';

/** More than any guest could hold: what is longer is no record. */
const LONGEST = 256 * 2 ** 20;

/** A record of which some pieces have been read. */
interface Unfinished {
  /** The byte of the volume where it begins. */
  readonly offset: number;
  readonly length: number;
  readonly pieces: Uint8Array[];
  left: number;
}

/** Puts the pieces of records together, and hands the tuples that they are to a decoder. */
export class RecordReader {
  readonly #tuples: TupleDecoder;
  readonly #volumeSize: number;
  #unfinished: Unfinished | undefined;

  constructor(tuples: TupleDecoder, volumeSize: number) {
    this.#tuples = tuples;
    this.#volumeSize = volumeSize;
  }

  /** Reads the length of a record whose tag is at `offset`; a piece of it follows. */
  begin(cursor: ByteCursor, offset: number): void {
    if (this.#unfinished) throw cursor.refuse('a record begins before the one before it ends', offset);
    const length = cursor.varint();
    if (length > Math.min(LONGEST, this.#volumeSize)) {
      throw cursor.refuse(`a record cannot have ${length} bytes`, offset);
    }
    this.#unfinished = { offset, length, pieces: [], left: length };
  }

  /** Reads a piece, and the tuple when it is the last one. A record has the encoding of the extension where it ends. */
  readPiece(cursor: ByteCursor, encoding: Encoding, offset: number): void {
    const record = this.#unfinished;
    if (!record) throw cursor.refuse('continues a record that was not begun', offset);
    const length = cursor.varint();
    if (length > record.left) throw cursor.refuse(`${length} bytes are more than the record's ${record.left}`, offset);
    record.pieces.push(cursor.take(length));
    record.left -= length;
    if (record.left > 0) return;
    this.#unfinished = undefined;
    this.#readTuple(record, encoding);
  }

  /** @throws OpsError `format-corrupt` when the log ends within a record */
  finish(): void {
    if (!this.#unfinished) return;
    const { offset, left } = this.#unfinished;
    throw corrupt('record', offset, `${left} bytes of it are missing`);
  }

  #readTuple({ offset, length, pieces }: Unfinished, encoding: Encoding): void {
    const [first] = pieces;
    const bytes = first?.length === length ? first : Buffer.concat(pieces);
    const refuse = (position: number, reason: string): OpsError =>
      corrupt('record', offset, `${reason} (at ${position} of its ${length} bytes)`);
    this.#tuples.readRecord(new ByteCursor(bytesAccess(bytes), 0, length, refuse), encoding, offset);
  }
}
