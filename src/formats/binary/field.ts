/** `width` bytes at `offset` of a structure. */
export interface Span {
  readonly offset: number;
  readonly width: number;
}

/** An integer in one place, or in two: the low half first. */
export interface NumberField {
  readonly kind: 'number';
  readonly spans: readonly [Span, ...Span[]];
  readonly minimum: number;
  readonly maximum: number;
  /** Stores a value that is known to be in range. */
  readonly write: (view: DataView, base: number, value: number, littleEndian: boolean) => void;
  readonly read: (view: DataView, base: number, littleEndian: boolean) => number;
}

/** Raw bytes; a shorter value is padded with zeros. */
export interface ByteField {
  readonly kind: 'bytes';
  readonly spans: readonly [Span];
}

export type Field = NumberField | ByteField;

const TWO_32 = 2 ** 32;

export function u8(offset: number): NumberField {
  return {
    ...integer(offset, 1, 0, 0xff),
    write: (view, base, value) => {
      view.setUint8(base + offset, value);
    },
    read: (view, base) => view.getUint8(base + offset),
  };
}

export function u16(offset: number): NumberField {
  return {
    ...integer(offset, 2, 0, 0xffff),
    write: (view, base, value, littleEndian) => {
      view.setUint16(base + offset, value, littleEndian);
    },
    read: (view, base, littleEndian) => view.getUint16(base + offset, littleEndian),
  };
}

export function u32(offset: number): NumberField {
  return {
    ...integer(offset, 4, 0, TWO_32 - 1),
    write: (view, base, value, littleEndian) => {
      view.setUint32(base + offset, value, littleEndian);
    },
    read: (view, base, littleEndian) => view.getUint32(base + offset, littleEndian),
  };
}

export function i32(offset: number): NumberField {
  return {
    ...integer(offset, 4, -(2 ** 31), 2 ** 31 - 1),
    write: (view, base, value, littleEndian) => {
      view.setInt32(base + offset, value, littleEndian);
    },
    read: (view, base, littleEndian) => view.getInt32(base + offset, littleEndian),
  };
}

/** 64 bits of which a JavaScript number holds 53. */
export function u64(offset: number): NumberField {
  return {
    ...integer(offset, 8, 0, Number.MAX_SAFE_INTEGER),
    write: (view, base, value, littleEndian) => {
      view.setUint32(base + offset + (littleEndian ? 0 : 4), value % TWO_32, littleEndian);
      view.setUint32(base + offset + (littleEndian ? 4 : 0), Math.floor(value / TWO_32), littleEndian);
    },
    read: (view, base, littleEndian) =>
      view.getUint32(base + offset + (littleEndian ? 0 : 4), littleEndian) +
      view.getUint32(base + offset + (littleEndian ? 4 : 0), littleEndian) * TWO_32,
  };
}

/** One number kept as a low and a high half in different places, such as ext4's `..._lo` and `..._hi`. */
export function split(low: NumberField, high: NumberField): NumberField {
  const scale = low.maximum + 1;
  return {
    kind: 'number',
    spans: [...low.spans, ...high.spans],
    minimum: 0,
    maximum: Math.min(high.maximum * scale + low.maximum, Number.MAX_SAFE_INTEGER),
    write: (view, base, value, littleEndian) => {
      low.write(view, base, value % scale, littleEndian);
      high.write(view, base, Math.floor(value / scale), littleEndian);
    },
    read: (view, base, littleEndian) =>
      low.read(view, base, littleEndian) + high.read(view, base, littleEndian) * scale,
  };
}

export function bytes(offset: number, width: number): ByteField {
  return { kind: 'bytes', spans: [{ offset, width }] };
}

function integer(offset: number, width: number, minimum: number, maximum: number) {
  const spans: readonly [Span] = [{ offset, width }];
  return { kind: 'number' as const, spans, minimum, maximum };
}
