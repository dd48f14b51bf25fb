import type { ByteBuffer } from './byte-buffer.js';
import type { ByteCursor } from './byte-cursor.js';

/** How values are written: `old` is that of version 4, which has buffers and tuples only. */
export type Encoding = 'current' | 'old';

/** What a value begins with. */
export interface ValueHeader {
  /** The value itself follows, not a reference to one of the dictionary. */
  readonly immediate: boolean;
  readonly type: number;
  /** What it counts, or means, depends on the type. */
  readonly count: number;
}

export const TYPE = { buffer: 0, tuple: 1, vector: 2, integer: 3, string: 4 } as const;

/** Low bits of the first byte that belong to the count, the bit that says that more bytes do, and the type's place. */
const FORMS = {
  current: { countBits: 3, typeMask: 7 },
  old: { countBits: 5, typeMask: 1 },
} as const;
const IMMEDIATE = 0x80;

/** Writes a header in the current encoding, as short as can be. */
export function pushHeader(output: ByteBuffer, immediate: boolean, type: number, count: number): void {
  const first = (immediate ? IMMEDIATE : 0) | (type << 4);
  if (count < 8) {
    output.byte(first | count);
    return;
  }
  const groups: number[] = [];
  let rest = count;
  for (; rest >= 8; rest = Math.floor(rest / 128)) groups.push((rest % 128) | (groups.length > 0 ? 0x80 : 0));
  output.byte(first | 8 | rest);
  for (const group of groups.reverse()) output.byte(group);
}

/** @throws what the cursor refuses with */
export function readHeader(cursor: ByteCursor, encoding: Encoding): ValueHeader {
  const start = cursor.position;
  const first = cursor.byte();
  const { countBits, typeMask } = FORMS[encoding];
  const isLong = (first & (1 << countBits)) !== 0;
  let count = first & ((1 << countBits) - 1);
  for (let more = isLong; more;) {
    const byte = cursor.byte();
    count = count * 128 + (byte & 0x7f);
    if (count > Number.MAX_SAFE_INTEGER) throw cursor.refuse('a count is larger than any real one', start);
    more = byte >= 0x80;
  }
  return { immediate: first >= IMMEDIATE, type: (first >> (countBits + 1)) & typeMask, count };
}
