import { OpsError } from '../../core/errors.js';
import { CheckedReader } from './checked-reader.js';
import {
  EI_CLASS,
  EI_DATA,
  EI_NIDENT,
  EI_VERSION,
  ELF_MAGIC,
  ELFCLASS32,
  ELFCLASS64,
  ELFDATA2LSB,
  ELFDATA2MSB,
  ET_DYN,
  ET_EXEC,
  EV_CURRENT,
  PT_DYNAMIC,
  PT_INTERP,
} from './constants.js';
import { readDynamic, type DynamicSection } from './dynamic.js';
import { decodeFields, ELF32, ELF64, type ClassLayout } from './layout.js';
import type { RandomAccess } from '../random-access.js';
import type { Segment } from './segment.js';

export interface ElfFile {
  /** Width of its addresses in bits. */
  readonly class: 32 | 64;
  /** `e_machine`, such as 62 for x86-64. */
  readonly machine: number;
  /** `e_type`: 2 is an executable at a fixed address, 3 a shared object or a position-independent executable. */
  readonly type: number;
  /** Where it starts; 0 when it is not meant to be started. */
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** Absolute path of the loader that the kernel starts in its place. */
  readonly interpreter?: string;
  readonly dynamic?: DynamicSection;
}

export type Linkage = 'dynamic' | 'static' | 'static-pie' | 'shared-library';

/** The kernel's own limit on the table of program headers (fs/binfmt_elf.c). */
const MAX_PROGRAM_HEADERS = 64 * 1024;
/** The kernel's own limit on the interpreter's path. */
const PATH_MAX = 4096;

/** True when a file that starts with `bytes` claims to be ELF. */
export function isElf(bytes: Uint8Array): boolean {
  return ELF_MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Reads what a loader has to know of a little-endian ELF file (System V gABI, chapters 4 and 5). Reads a few kilobytes,
 * whatever the file's size; `name` stands in front of errors.
 *
 * @throws OpsError `format-corrupt` for anything that is not a whole ELF file; `format-unsupported` when it is
 * big-endian
 */
export function readElf(file: RandomAccess, name: string): ElfFile {
  const reader = new CheckedReader(file, name);
  const layout = readIdentity(reader, name);
  const header = decodeFields(reader.read(0, layout.headerSize, 'its header'), 0, layout.header);
  const segments = readSegments(reader, layout, header);
  const interpreter = readInterpreter(reader, segments);
  const section = segments.find(({ type }) => type === PT_DYNAMIC);
  return {
    class: layout === ELF32 ? 32 : 64,
    machine: header.machine,
    type: header.type,
    entry: header.entry,
    segments,
    ...(interpreter !== undefined && { interpreter }),
    ...(section && { dynamic: readDynamic(reader, layout, section, segments) }),
  };
}

/** How `elf` comes to its code; `undefined` when it is no program and no library, such as an object file. */
export function linkageOf(elf: ElfFile): Linkage | undefined {
  if (elf.type !== ET_EXEC && elf.type !== ET_DYN) return undefined;
  if (elf.interpreter !== undefined) return 'dynamic';
  if (elf.type === ET_EXEC) return 'static';
  return elf.dynamic?.pie === true ? 'static-pie' : 'shared-library';
}

function readIdentity(reader: CheckedReader, name: string): ClassLayout {
  const identity = reader.read(0, EI_NIDENT, 'its first line');
  if (!isElf(identity)) throw reader.corrupt('it does not start as one');
  if (identity[EI_DATA] === ELFDATA2MSB) throw new OpsError('format-unsupported', `${name}: a big-endian ELF file`);
  if (identity[EI_DATA] !== ELFDATA2LSB) throw reader.corrupt('its byte order is unknown');
  if (identity[EI_VERSION] !== EV_CURRENT) throw reader.corrupt('its version is unknown');
  if (identity[EI_CLASS] === ELFCLASS32) return ELF32;
  if (identity[EI_CLASS] === ELFCLASS64) return ELF64;
  throw reader.corrupt('its class is unknown');
}

function readSegments(
  reader: CheckedReader,
  layout: ClassLayout,
  { phoff, phentsize, phnum }: { phoff: number; phentsize: number; phnum: number },
): Segment[] {
  if (phnum === 0) return [];
  const stride = layout.programHeaderSize;
  if (phentsize !== stride) throw reader.corrupt(`its program headers have ${phentsize} bytes each`);
  if (phnum * stride > MAX_PROGRAM_HEADERS) throw reader.corrupt(`it has ${phnum} program headers`);
  const bytes = reader.read(phoff, phnum * stride, 'the table of its program headers');
  return Array.from({ length: phnum }, (_, index) => {
    const { type, offset, vaddr, filesz, memsz } = decodeFields(bytes, index * stride, layout.programHeader);
    return { type, offset, address: vaddr, fileSize: filesz, memorySize: memsz };
  });
}

function readInterpreter(reader: CheckedReader, segments: readonly Segment[]): string | undefined {
  const segment = segments.find(({ type }) => type === PT_INTERP);
  if (!segment) return undefined;
  if (segment.fileSize < 2 || segment.fileSize > PATH_MAX) {
    throw reader.corrupt(`the name of its interpreter has ${segment.fileSize} bytes`);
  }
  return reader.readText(segment.offset, segment.fileSize, 'the name of its interpreter');
}
