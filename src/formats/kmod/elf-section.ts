import { OpsError } from '../../core/errors.js';

/** Offsets in the ELF64 header. */
const HEADER = { sectionTable: 0x28, sectionEntrySize: 0x3a, sectionCount: 0x3c, nameTableIndex: 0x3e, end: 0x40 };
/** Offsets in an entry of the section table. */
const SECTION = { name: 0x00, type: 0x04, offset: 0x18, size: 0x20, end: 0x40 };
/** 0x7f "ELF", 64 bits, little-endian, version 1. */
const IDENTITY = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] as const;
const WITHOUT_CONTENT = 8;

/**
 * The content of the section called `wanted` in an ELF64 file, or `undefined` when it has none.
 *
 * @throws OpsError `format-corrupt`
 * @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html
 */
export function readSection(file: Uint8Array, wanted: string): Uint8Array | undefined {
  if (file.length < HEADER.end || IDENTITY.some((byte, index) => file[index] !== byte)) {
    throw corrupt('it is not a 64-bit little-endian ELF file');
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const table = offsetAt(view, HEADER.sectionTable);
  const entrySize = view.getUint16(HEADER.sectionEntrySize, true);
  const count = view.getUint16(HEADER.sectionCount, true);
  if (entrySize < SECTION.end || table + count * entrySize > file.length) {
    throw corrupt('its section table lies outside the file');
  }
  const names = contentAt(file, view, table + view.getUint16(HEADER.nameTableIndex, true) * entrySize);
  const key = new TextEncoder().encode(`${wanted}\0`);
  for (let index = 0; index < count; index++) {
    const entry = table + index * entrySize;
    const name = view.getUint32(entry + SECTION.name, true);
    if (key.every((byte, at) => names[name + at] === byte)) return contentAt(file, view, entry);
  }
  return undefined;
}

function contentAt(file: Uint8Array, view: DataView, entry: number): Uint8Array {
  if (entry + SECTION.end > file.length) throw corrupt('a section lies outside its table');
  if (view.getUint32(entry + SECTION.type, true) === WITHOUT_CONTENT) return new Uint8Array();
  const offset = offsetAt(view, entry + SECTION.offset);
  const size = offsetAt(view, entry + SECTION.size);
  if (offset + size > file.length) throw corrupt('a section lies outside the file');
  return file.subarray(offset, offset + size);
}

/** A 64-bit field that must be an offset in the file. */
function offsetAt(view: DataView, position: number): number {
  const value = view.getBigUint64(position, true);
  if (value > BigInt(view.byteLength)) throw corrupt('an offset lies outside the file');
  return Number(value);
}

function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `kernel module: ${reason}`);
}
