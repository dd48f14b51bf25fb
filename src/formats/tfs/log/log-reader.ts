import type { RandomAccess } from '../../random-access.js';
import { BLOCK_SIZE } from '../constants.js';
import { corrupt } from '../damage.js';
import { ByteCursor, type Encoding, type Tuple, TupleDecoder } from '../tuple/index.js';
import { type ExtensionHeader, readExtensionHeader, readVolumeHeader, type TfsSummary } from './log-header.js';
import { RecordReader } from './record-reader.js';
import { TAG } from './record-tag.js';

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

/** @throws OpsError `format-corrupt`, `format-unsupported` for another version */
export function readLog(image: RandomAccess): StoredLog {
  return new LogReader(image).read();
}

class LogReader {
  readonly #image: RandomAccess;
  readonly #extensions: LogExtension[] = [];
  readonly #sectors = new Set<number>();
  readonly #tuples = new TupleDecoder();
  readonly #records: RecordReader;
  #blocks = 0;

  constructor(image: RandomAccess) {
    this.#image = image;
    this.#records = new RecordReader(this.#tuples, image.size);
  }

  read(): StoredLog {
    const first = this.#open(0, 1);
    const volume = readVolumeHeader(first);
    this.#extensions.push({ sector: 0, length: 1, statedLength: volume.length });
    this.#readExtensions(first, volume.encoding);
    this.#records.finish();
    const root = this.#tuples.tuple(1);
    if (!root) throw corrupt('log', 0, 'has no root');
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
          this.#records.begin(cursor, start);
          this.#records.readPiece(cursor, encoding, start);
          break;
        case TAG.tupleContinued:
          this.#records.readPiece(cursor, encoding, start);
          break;
        case TAG.link:
          return readLink(cursor, start);
        default:
          throw cursor.refuse(`there is no record with the tag ${tag}`, start);
      }
    }
  }
}

function readLink(cursor: ByteCursor, start: number): Omit<LogExtension, 'statedLength'> {
  const sector = cursor.varint();
  const length = cursor.varint();
  if (length === 0) throw cursor.refuse('leads to an extension of no sectors', start);
  return { sector, length };
}
