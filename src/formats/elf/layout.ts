import { OpsError } from '../../core/errors.js';

type Width = 2 | 4 | 8;
/** The fields of a structure: offset and width in bytes. */
export type Layout<Name extends string> = Readonly<Record<Name, readonly [offset: number, width: Width]>>;

/** The structures that are read, which differ by ELF class. */
export interface ClassLayout {
  readonly headerSize: number;
  readonly header: Layout<'type' | 'machine' | 'entry' | 'phoff' | 'phentsize' | 'phnum'>;
  readonly programHeaderSize: number;
  readonly programHeader: Layout<'type' | 'offset' | 'vaddr' | 'filesz' | 'memsz'>;
  readonly dynamicSize: number;
  readonly dynamic: Layout<'tag' | 'value'>;
}

export const ELF32: ClassLayout = {
  headerSize: 52,
  header: { type: [16, 2], machine: [18, 2], entry: [24, 4], phoff: [28, 4], phentsize: [42, 2], phnum: [44, 2] },
  programHeaderSize: 32,
  programHeader: { type: [0, 4], offset: [4, 4], vaddr: [8, 4], filesz: [16, 4], memsz: [20, 4] },
  dynamicSize: 8,
  dynamic: { tag: [0, 4], value: [4, 4] },
};

export const ELF64: ClassLayout = {
  headerSize: 64,
  header: { type: [16, 2], machine: [18, 2], entry: [24, 8], phoff: [32, 8], phentsize: [54, 2], phnum: [56, 2] },
  programHeaderSize: 56,
  programHeader: { type: [0, 4], offset: [8, 8], vaddr: [16, 8], filesz: [32, 8], memsz: [40, 8] },
  dynamicSize: 16,
  dynamic: { tag: [0, 8], value: [8, 8] },
};

/**
 * The little-endian fields of one structure that starts at `at`.
 *
 * A number over 2^53 - 1 is given as `Infinity`: no offset, size or address of a program's own memory is that large, and
 * every later comparison with a limit refuses it.
 */
export function decodeFields<Name extends string>(
  bytes: Uint8Array,
  at: number,
  layout: Layout<Name>,
): Record<Name, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = Object.entries<readonly [number, Width]>(layout).map(([name, [offset, width]]) => [
    name,
    decodeNumber(view, at + offset, width),
  ]);
  return Object.fromEntries(fields) as Record<Name, number>;
}

/**
 * Writes the fields of one structure that starts at `at`.
 * @throws OpsError `format-field` for a value that its field cannot hold
 */
export function encodeFields<Name extends string>(
  bytes: Uint8Array,
  at: number,
  layout: Layout<Name>,
  values: Readonly<Record<Name, number>>,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [name, [offset, width]] of Object.entries<readonly [number, Width]>(layout)) {
    const value = values[name as Name];
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
      throw new OpsError('format-field', `${name}: ${value} does not fit into ${width} bytes`);
    }
    if (width === 2) view.setUint16(at + offset, value, true);
    else if (width === 4) view.setUint32(at + offset, value, true);
    else view.setBigUint64(at + offset, BigInt(value), true);
  }
}

function decodeNumber(view: DataView, at: number, width: Width): number {
  if (width === 2) return view.getUint16(at, true);
  if (width === 4) return view.getUint32(at, true);
  const value = view.getBigUint64(at, true);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}
