import type { OpsError } from '../../../core/errors.js';
import { bytesAccess, type RandomAccess } from '../../random-access.js';
import { BLOCK_SIZE } from '../constants.js';
import { corrupt } from '../damage.js';
import { ByteCursor, type Encoding, type Tuple, TupleDecoder } from '../tuple/index.js';
import { type ExtensionHeader, readExtensionHeader, readVolumeHeader, type TfsSummary } from './log-header.js';
import { TAG } from './record-tag.js';

/** More than any guest could hold: what is longer is no record. */
const LONGEST_RECORD = 256 * 2 ** 20;

/** A part of a log. */
export interface LogExtension {
  readonly sector: number;
  /** Sectors, as the link to it says. */
  readonly length: number;
  /** Sectors, as it says itself; readers of Nanos do not look at it. */
  readonly statedLength: number;
}

/** All that a log says. */
export interface StoredLog extends TfsSummary {
  readonly extensions: readonly LogExtension[];
  /** Holds every tuple by its number. */
  readonly tuples: TupleDecoder;
  readonly root: Tuple;
}

/** A tuple that comes in pieces. */
interface Unfinished {
  readonly offset: number;
  readonly pieces: Uint8Array[];
  readonly length: number;
  left: number;
}

/** @throws OpsError `format-corrupt`, `format-unsupported` for another version */
export function readLog(image: RandomAccess): StoredLog {
  return new LogReader(image).read();
}

class LogReader {
  readonly #image: RandomAccess;
  readonly #extensions: LogExtension[] = [];
  readonly #sectors = new Set<number>();
  readonly #tuples = new TupleDecoder();
  #blocks = 0;
  #unfinished: Unfinished | undefined;

  constructor(image: RandomAccess) {
    this.#image = image;
  }

  read(): StoredLog {
    const first = this.#open(0, 1);
    const volume = readVolumeHeader(first);
    this.#extensions.push({ sector: 0, length: 1, statedLength: volume.length });
    this.#readExtensions(first, volume.encoding);
    const root = this.#tuples.tuple(1);
    if (!root) throw corrupt('log', 0, 'has no root');
    if (this.#unfinished)
      throw corrupt('record', this.#unfinished.offset, `${this.#unfinished.left} bytes are missing`);
    const { version, uuid, label } = volume;
    return { version, uuid, label, extensions: this.#extensions, tuples: this.#tuples, root };
  }

  #readExtensions(first: ByteCursor, encoding: Encoding): void {
    let cursor = first;
    for (let link = this.#readRecords(cursor, encoding); link;) {
      cursor = this.#open(link.sector, link.length);
      const header: ExtensionHeader = readExtensionHeader(cursor);
      this.#extensions.push({ ...link, statedLength: header.length });
      link = this.#readRecords(cursor, header.encoding);
    }
  }

  /** A part of the log, which must not have been read before, nor must all parts together be more than the volume. */
  #open(sector: number, length: number): ByteCursor {
    const start = sector * BLOCK_SIZE;
    const end = start + length * BLOCK_SIZE;
    const structure = `log extension ${sector}`;
    if (!(end <= this.#image.size)) throw corrupt(structure, start, `its ${length} sectors end behind the volume`);
    this.#blocks += length;
    if (this.#sectors.has(sector) || this.#blocks * BLOCK_SIZE > this.#image.size) {
      throw corrupt(structure, start, 'the log leads back to itself');
    }
    this.#sectors.add(sector);
    return new ByteCursor(this.#image, start, end, (position, reason) => corrupt(structure, position, reason));
  }

  /** Reads to the end of an extension. @returns where the log goes on */
  #readRecords(cursor: ByteCursor, encoding: Encoding): Omit<LogExtension, 'statedLength'> | undefined {
    for (;;) {
      const start = cursor.position;
      const tag = cursor.byte();
      switch (tag) {
        case TAG.endOfLog:
          return undefined;
        case TAG.endOfSegment:
          break;
        case TAG.tuple:
          this.#beginTuple(cursor, start);
          this.#readPiece(cursor, encoding);
          break;
        case TAG.tupleContinued:
          if (!this.#unfinished) throw cursor.refuse('continues a record that was not begun', start);
          this.#readPiece(cursor, encoding);
          break;
        case TAG.link:
          return readLink(cursor, start);
        default:
          throw cursor.refuse(`there is no record with the tag ${tag}`, start);
      }
    }
  }

  #beginTuple(cursor: ByteCursor, offset: number): void {
    if (this.#unfinished) throw cursor.refuse('a record begins before the one before it ends', offset);
    const length = cursor.varint();
    if (length > LONGEST_RECORD || length > this.#image.size) {
      throw cursor.refuse(`a record cannot have ${length} bytes`, offset);
    }
    this.#unfinished = { offset, pieces: [], length, left: length };
  }

  #readPiece(cursor: ByteCursor, encoding: Encoding): void {
    const record = this.#unfinished;
    if (!record) return;
    const start = cursor.position;
    const length = cursor.varint();
    if (length > record.left) throw cursor.refuse(`${length} bytes are more than the record's ${record.left}`, start);
    record.pieces.push(cursor.take(length));
    record.left -= length;
    if (record.left > 0) return;
    this.#unfinished = undefined;
    const bytes = record.pieces.length === 1 ? record.pieces[0] : Buffer.concat(record.pieces);
    const refuse = (position: number, reason: string): OpsError => {
      return corrupt('record', record.offset, `${reason} (at ${position} of its ${record.length} bytes)`);
    };
    const content = new ByteCursor(bytesAccess(bytes ?? new Uint8Array(0)), 0, record.length, refuse);
    this.#tuples.readRecord(content, encoding, record.offset);
  }
}

function readLink(cursor: ByteCursor, start: number): Omit<LogExtension, 'statedLength'> {
  const sector = cursor.varint();
  const length = cursor.varint();
  if (length === 0) throw cursor.refuse('leads to an extension of no sectors', start);
  return { sector, length };
}
