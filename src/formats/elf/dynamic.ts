import type { CheckedReader } from './checked-reader.js';
import {
  DF_1_NODEFLIB,
  DF_1_PIE,
  DT_FLAGS_1,
  DT_NEEDED,
  DT_NULL,
  DT_RPATH,
  DT_RUNPATH,
  DT_SONAME,
  DT_STRSZ,
  DT_STRTAB,
  PT_LOAD,
} from './constants.js';
import { decodeFields, type ClassLayout } from './layout.js';
import type { Segment } from './segment.js';

/** What the dynamic section tells the loader (gABI chapter 5, "Dynamic Section"). */
export interface DynamicSection {
  /** Names of the libraries it cannot do without, in order. */
  readonly needed: readonly string[];
  readonly soname?: string;
  /** Colon-separated directories, as written. Ignored by loaders when `runpath` is there. */
  readonly rpath?: string;
  readonly runpath?: string;
  /** Marked as a position-independent executable, not a library. */
  readonly pie: boolean;
  /** Not to be served from the default directories (`-z nodefaultlib`). */
  readonly noDefaultLibraries: boolean;
}

// A damaged count must not make us read, or keep, megabytes: the largest real programs have a tenth of these.
const MAX_SECTION = 64 * 1024;
const MAX_NEEDED = 1024;
const MAX_NAME = 4096;
const MAX_SEARCH_PATH = 64 * 1024;

type Tags = ReadonlyMap<number, readonly number[]>;

/** Reads the dynamic section that `segment` covers. @throws OpsError `format-corrupt` */
export function readDynamic(
  reader: CheckedReader,
  layout: ClassLayout,
  segment: Segment,
  segments: readonly Segment[],
): DynamicSection {
  const tags = readTags(reader, layout, segment);
  const flags = tags.get(DT_FLAGS_1)?.at(-1) ?? 0;
  const strings = new DynamicStrings(reader, tags, segments);
  const needed = tags.get(DT_NEEDED) ?? [];
  if (needed.length > MAX_NEEDED) throw reader.corrupt(`it needs ${needed.length} libraries`);
  const one = (tag: number, what: string, limit: number): string | undefined => {
    const index = tags.get(tag)?.at(-1);
    return index === undefined ? undefined : strings.at(index, what, limit);
  };
  const [soname, rpath, runpath] = [
    one(DT_SONAME, 'its soname', MAX_NAME),
    one(DT_RPATH, 'its rpath', MAX_SEARCH_PATH),
    one(DT_RUNPATH, 'its runpath', MAX_SEARCH_PATH),
  ];
  return {
    needed: needed.map((index) => strings.at(index, 'the name of a needed library', MAX_NAME)),
    ...(soname !== undefined && { soname }),
    ...(rpath !== undefined && { rpath }),
    ...(runpath !== undefined && { runpath }),
    pie: hasFlag(flags, DF_1_PIE),
    noDefaultLibraries: hasFlag(flags, DF_1_NODEFLIB),
  };
}

function readTags(reader: CheckedReader, layout: ClassLayout, segment: Segment): Tags {
  if (segment.fileSize > MAX_SECTION) throw reader.corrupt(`its dynamic section has ${segment.fileSize} bytes`);
  const bytes = reader.read(segment.offset, segment.fileSize, 'its dynamic section');
  const tags = new Map<number, number[]>();
  for (let at = 0; at + layout.dynamicSize <= bytes.length; at += layout.dynamicSize) {
    const { tag, value } = decodeFields(bytes, at, layout.dynamic);
    if (tag === DT_NULL) return tags;
    const values = tags.get(tag);
    if (values) values.push(value);
    else tags.set(tag, [value]);
  }
  throw reader.corrupt('its dynamic section has no end');
}

/** The string table, which the dynamic section gives by its address in memory. */
class DynamicStrings {
  readonly #reader: CheckedReader;
  readonly #address: number | undefined;
  readonly #size: number;
  readonly #segments: readonly Segment[];

  constructor(reader: CheckedReader, tags: Tags, segments: readonly Segment[]) {
    this.#reader = reader;
    this.#address = tags.get(DT_STRTAB)?.at(-1);
    this.#size = tags.get(DT_STRSZ)?.at(-1) ?? 0;
    this.#segments = segments;
  }

  at(index: number, what: string, limit: number): string {
    if (this.#address === undefined) throw this.#reader.corrupt('it has no string table');
    if (index >= this.#size) throw this.#reader.corrupt(`${what} is outside its string table`);
    const address = this.#address + index;
    const load = this.#segments.find(
      ({ type, address: start, fileSize }) => type === PT_LOAD && address >= start && address < start + fileSize,
    );
    if (!load) throw this.#reader.corrupt(`${what} is at an address that the file does not hold`);
    return this.#reader.readText(load.offset + (address - load.address), Math.min(limit, this.#size - index), what);
  }
}

function hasFlag(flags: number, flag: number): boolean {
  // Not a bit operator: the word has 64 bits.
  return Number.isFinite(flags) && Math.floor(flags / flag) % 2 === 1;
}
