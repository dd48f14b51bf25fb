import { OpsError } from '../../core/errors.js';

/** Offsets in the ELF64 header. */
const HEADER = { machine: 0x12, programTable: 0x20, programEntrySize: 0x36, programCount: 0x38, end: 0x40 };
/** Offsets in an entry of the program header table. */
const PROGRAM = { type: 0x00, offset: 0x08, size: 0x20, end: 0x38 };
const NOTE = { nameSize: 0, contentSize: 4, type: 8, name: 12 };
/** 0x7f "ELF", 64 bits, little-endian, version 1. */
const IDENTITY = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] as const;
const MACHINE_X86_64 = 62;
const SEGMENT_NOTE = 4;
const NOTE_ALIGNMENT = 4;
const XEN = [0x58, 0x65, 0x6e, 0x00] as const;
const XEN_PHYS32_ENTRY = 18;
const BANNER = new TextEncoder().encode('Linux version ');
const BANNER_LIMIT = 512;

/** True when the bytes start as a 64-bit little-endian ELF file does. */
export function isElf64(file: Uint8Array): boolean {
  return file.length >= HEADER.end && IDENTITY.every((byte, index) => file[index] === byte);
}

/**
 * The 32-bit physical address where a virtual machine enters an uncompressed x86-64 kernel directly (PVH), or
 * `undefined` when the kernel was built without it.
 *
 * @throws OpsError `format-corrupt` when it is not an x86-64 ELF file
 * @see https://xenbits.xen.org/docs/unstable/misc/pvh.html
 */
export function findPvhEntry(vmlinux: Uint8Array): number | undefined {
  const view = openVmlinux(vmlinux);
  const table = offsetAt(view, HEADER.programTable);
  const entrySize = view.getUint16(HEADER.programEntrySize, true);
  const count = view.getUint16(HEADER.programCount, true);
  if (entrySize < PROGRAM.end || table + count * entrySize > vmlinux.length) {
    throw corrupt('its program headers lie outside the file');
  }
  for (let index = 0; index < count; index++) {
    const entry = table + index * entrySize;
    if (view.getUint32(entry + PROGRAM.type, true) !== SEGMENT_NOTE) continue;
    const offset = offsetAt(view, entry + PROGRAM.offset);
    const size = offsetAt(view, entry + PROGRAM.size);
    if (offset + size > vmlinux.length) throw corrupt('its notes lie outside the file');
    const address = findEntryNote(new DataView(vmlinux.buffer, vmlinux.byteOffset + offset, size));
    if (address !== undefined) return address;
  }
  return undefined;
}

/**
 * The release that an uncompressed kernel names in its banner (`Linux version 6.1.0-56-amd64 (...)`), or `undefined`.
 *
 * @throws OpsError `format-corrupt` when it is not an x86-64 ELF file
 */
export function findRelease(vmlinux: Uint8Array): string | undefined {
  openVmlinux(vmlinux);
  const [first = 0] = BANNER;
  for (let at = vmlinux.indexOf(first); at >= 0; at = vmlinux.indexOf(first, at + 1)) {
    if (!BANNER.every((byte, index) => vmlinux[at + index] === byte)) continue;
    const text = new TextDecoder('latin1').decode(vmlinux.subarray(at + BANNER.length, at + BANNER_LIMIT));
    const release = /^\d+\.\d+[\w.+~-]*(?= \()/.exec(text);
    if (release) return release[0];
  }
  return undefined;
}

function openVmlinux(file: Uint8Array): DataView {
  if (!isElf64(file)) throw corrupt('it is not a 64-bit little-endian ELF file');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint16(HEADER.machine, true) !== MACHINE_X86_64) throw corrupt('it is not for x86-64');
  return view;
}

function findEntryNote(notes: DataView): number | undefined {
  let at = 0;
  while (at + NOTE.name <= notes.byteLength) {
    const nameSize = notes.getUint32(at + NOTE.nameSize, true);
    const contentSize = notes.getUint32(at + NOTE.contentSize, true);
    const content = at + NOTE.name + align(nameSize);
    if (content + contentSize > notes.byteLength) throw corrupt('a note lies outside its segment');
    const xen = nameSize === XEN.length && XEN.every((byte, index) => notes.getUint8(at + NOTE.name + index) === byte);
    if (xen && notes.getUint32(at + NOTE.type, true) === XEN_PHYS32_ENTRY && contentSize >= 4) {
      return notes.getUint32(content, true);
    }
    at = content + align(contentSize);
  }
  return undefined;
}

function align(size: number): number {
  return Math.ceil(size / NOTE_ALIGNMENT) * NOTE_ALIGNMENT;
}

/** A 64-bit field that must be an offset in the file. */
function offsetAt(view: DataView, position: number): number {
  const value = view.getBigUint64(position, true);
  if (value > BigInt(view.byteLength)) throw corrupt('an offset lies outside the file');
  return Number(value);
}

function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `vmlinux: ${reason}`);
}
