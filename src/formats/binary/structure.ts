import { OpsError } from '../../core/errors.js';
import type { ByteField, Field, NumberField } from './field.js';

/** Field name to field: the whole description of an on-disk structure. */
export type FieldTable = Readonly<Record<string, Field>>;

/** The TypeScript value of a structure: numbers for integers, byte arrays for raw fields. */
export type StructureValue<Table extends FieldTable> = {
  readonly [Name in keyof Table]: Table[Name] extends ByteField ? Uint8Array : number;
};

/** A compiled {@link FieldTable}. Bytes that no field covers are left alone by `encode`. */
export interface Structure<Table extends FieldTable> {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly table: Table;
  /**
   * Writes every field of `value` at `offset`.
   * @throws OpsError `format-field` naming the field whose value does not fit it
   */
  encode(view: DataView, offset: number, value: StructureValue<Table>): void;
  /** @throws OpsError `format-corrupt` for a 64-bit number over 2^53 - 1, and when `view` ends before the structure */
  decode(view: DataView, offset: number): StructureValue<Table>;
  /** Where a field is, for what is patched into an encoded structure, such as its checksum. */
  offsetOf(field: keyof Table & string): number;
}

export interface StructureOptions {
  readonly name: string;
  readonly size: number;
  readonly byteOrder?: 'little' | 'big';
}

/**
 * Compiles a table of fields into an encoder and a decoder.
 * @throws RangeError when two fields overlap or one ends behind the structure: a mistake in the table
 *
 * @example
 * const HEADER = defineStructure({ name: 'header', size: 8 }, { magic: u16(0), length: u32(4) });
 * HEADER.encode(view, 0, { magic: 0xf30a, length: 12 });
 */
export function defineStructure<const Table extends FieldTable>(
  options: StructureOptions,
  table: Table,
): Structure<Table> {
  const { name, size, byteOrder = 'little' } = options;
  refuseOverlaps(name, size, table);
  const codecs = Object.entries(table).map(([field, definition]) =>
    compile(`${name}.${field}`, field, definition, byteOrder === 'little'),
  );
  return {
    name,
    size,
    table,
    encode(view, offset, value) {
      const values = value as Readonly<Record<string, unknown>>;
      for (const codec of codecs) codec.write(view, offset, values[codec.field]);
    },
    decode(view, offset) {
      if (offset + size > view.byteLength) {
        throw new OpsError('format-corrupt', `${name}: cut off after ${Math.max(0, view.byteLength - offset)} bytes`);
      }
      const value: Record<string, unknown> = {};
      for (const codec of codecs) value[codec.field] = codec.read(view, offset);
      return value as StructureValue<Table>;
    },
    offsetOf(field) {
      return table[field]?.spans[0].offset ?? size;
    },
  };
}

interface Codec {
  readonly field: string;
  write(view: DataView, offset: number, value: unknown): void;
  read(view: DataView, offset: number): unknown;
}

function compile(path: string, field: string, definition: Field, little: boolean): Codec {
  return definition.kind === 'bytes'
    ? bytesCodec(path, field, definition)
    : numberCodec(path, field, definition, little);
}

function numberCodec(path: string, field: string, definition: NumberField, little: boolean): Codec {
  const { minimum, maximum, write, read } = definition;
  return {
    field,
    write(view, offset, value) {
      if (!Number.isSafeInteger(value) || (value as number) < minimum || (value as number) > maximum) {
        throw new OpsError(
          'format-field',
          `${path}: ${String(value)} is not a whole number in ${minimum} to ${maximum}`,
        );
      }
      write(view, offset, value as number, little);
    },
    read(view, offset) {
      const value = read(view, offset, little);
      if (Number.isSafeInteger(value)) return value;
      throw new OpsError('format-corrupt', `${path}: ${value} is larger than any real one`);
    },
  };
}

function bytesCodec(path: string, field: string, { spans: [{ offset: at, width }] }: ByteField): Codec {
  let memory: Uint8Array = new Uint8Array(0);
  return {
    field,
    write(view, offset, value) {
      if (!(value instanceof Uint8Array) || value.length > width) {
        throw new OpsError('format-field', `${path}: not at most ${width} bytes`);
      }
      // A view of the whole buffer, kept: one for each value would cost more than the copy.
      if (memory.buffer !== view.buffer) memory = new Uint8Array(view.buffer);
      const start = view.byteOffset + offset + at;
      memory.set(value, start);
      memory.fill(0, start + value.length, start + width);
    },
    read(view, offset) {
      return new Uint8Array(view.buffer, view.byteOffset + offset + at, width).slice();
    },
  };
}

function refuseOverlaps(name: string, size: number, table: FieldTable): void {
  const owners = new Array<string | undefined>(size);
  for (const [field, { spans }] of Object.entries(table)) {
    for (const { offset, width } of spans) {
      for (let at = offset; at < offset + width; at++) {
        if (at >= size) throw new RangeError(`${name}.${field} ends behind the structure's ${size} bytes`);
        if (owners[at] !== undefined) throw new RangeError(`${name}.${field} overlaps ${name}.${owners[at]}`);
        owners[at] = field;
      }
    }
  }
}
