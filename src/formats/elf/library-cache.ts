import { EM_386, EM_AARCH64, EM_X86_64 } from './constants.js';
import { encodeFields, type Layout } from './layout.js';

/** One answer of the cache: the library that programs ask for as `name` is the file at `path`. */
export interface CachedLibrary {
  readonly name: string;
  readonly path: string;
}

/** `struct cache_file_new` and `struct file_entry_new` of glibc's dl-cache.h. */
const MAGIC = 'glibc-ld.so.cache1.1';
const HEADER_SIZE = 48;
const HEADER: Layout<'count' | 'stringsSize' | 'byteOrder'> = {
  count: [20, 4],
  stringsSize: [24, 4],
  byteOrder: [28, 4],
};
const ENTRY_SIZE = 24;
/** `key` and `value` are the places of the name and of the path in the file. */
const ENTRY: Layout<'flags' | 'key' | 'value'> = { flags: [0, 4], key: [4, 4], value: [8, 4] };
const LITTLE_ENDIAN = 2;

const ELF_LIBC6 = 0x0003;
/** The kind of library that a machine's loader asks for: an ELF library for glibc 2, and the ABI above it. */
const FLAGS: Readonly<Record<number, number>> = { [EM_386]: ELF_LIBC6, [EM_X86_64]: 0x0303, [EM_AARCH64]: 0x0a03 };

/**
 * Writes `/etc/ld.so.cache` as glibc's loader reads it (version 1.1, every glibc since 2.2): a header, entries in
 * descending order of their names, then the strings. glibc's loader reads only this cache and its built-in directories,
 * never ld.so.conf, and its built-in directories differ between distributions.
 */
export function encodeLibraryCache(libraries: readonly CachedLibrary[], machine: number): Uint8Array {
  const sorted = [...libraries].sort((a, b) => compareLibraryNames(b.name, a.name));
  const strings = new StringTable(HEADER_SIZE + sorted.length * ENTRY_SIZE);
  const entries = sorted.map(({ name, path }) => [strings.add(name), strings.add(path)] as const);
  const bytes = new Uint8Array(strings.end);
  bytes.set(new TextEncoder().encode(MAGIC), 0);
  const header = { count: sorted.length, stringsSize: strings.size, byteOrder: LITTLE_ENDIAN };
  encodeFields(bytes, 0, HEADER, header);
  for (const [index, [key, value]] of entries.entries()) {
    encodeFields(bytes, HEADER_SIZE + index * ENTRY_SIZE, ENTRY, { flags: FLAGS[machine] ?? ELF_LIBC6, key, value });
  }
  bytes.set(strings.bytes(), strings.start);
  return bytes;
}

/**
 * The order by which the loader searches: runs of digits by their value and after every other byte, the rest by bytes.
 * So `libc.so.6` comes before `libc.so.10`.
 */
export function compareLibraryNames(a: string, b: string): number {
  const [left, right] = [splitDigits(a), splitDigits(b)];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = comparePart(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function comparePart(a: number | bigint, b: number | bigint): number {
  if (typeof a !== typeof b) return typeof a === 'bigint' ? 1 : -1;
  return a < b ? -1 : Number(a > b);
}

/** A run of digits is one part, its value; any other byte is a part of its own. */
function splitDigits(name: string): (number | bigint)[] {
  const parts = name.match(/\d+|\D/gu) ?? [];
  return parts.flatMap<number | bigint>((part) =>
    /^\d/.test(part) ? [BigInt(part)] : [...new TextEncoder().encode(part)],
  );
}

/** NUL-terminated strings, numbered by their place in the file. */
class StringTable {
  readonly start: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(start: number) {
    this.start = start;
  }

  add(text: string): number {
    const position = this.end;
    const chunk = new TextEncoder().encode(`${text}\0`);
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    return position;
  }

  get size(): number {
    return this.#size;
  }

  get end(): number {
    return this.start + this.#size;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }
}
