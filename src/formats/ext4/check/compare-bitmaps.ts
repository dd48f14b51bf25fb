/** `count` bits from bit `from`, which is a multiple of eight or anywhere. */
export function sliceBits(bitmap: Uint8Array, from: number, count: number): Uint8Array {
  if (from % 8 === 0) return bitmap.subarray(from / 8, from / 8 + Math.ceil(count / 8));
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (let bit = 0; bit < count; bit++) {
    if (isBitSet(bitmap, from + bit)) bits[bit >>> 3] = (bits[bit >>> 3] ?? 0) | (1 << (bit % 8));
  }
  return bits;
}

export function isBitSet(bitmap: Uint8Array, bit: number): boolean {
  return (((bitmap[Math.floor(bit / 8)] ?? 0) >>> (bit % 8)) & 1) === 1;
}

export function countUsed(bitmap: Uint8Array, count: number): number {
  let used = 0;
  for (let bit = 0; bit < count; bit++) {
    const byte = bitmap[bit >>> 3] ?? 0;
    if (bit % 8 === 0 && bit + 8 <= count && (byte === 0 || byte === 0xff)) {
      used += byte === 0 ? 0 : 8;
      bit += 7;
    } else used += (byte >>> (bit % 8)) & 1;
  }
  return used;
}

/**
 * How two bitmaps differ in their first `count` bits, in words; nothing when they do not.
 *
 * @param name what a bit stands for
 */
export function compareBitmaps(
  said: Uint8Array,
  used: Uint8Array,
  count: number,
  name: (bit: number) => string,
): string | undefined {
  const lost: number[] = [];
  const leaked: number[] = [];
  for (let bit = 0; bit < count; bit++) {
    if (bit % 8 === 0 && bit + 8 <= count && said[bit >>> 3] === used[bit >>> 3]) {
      bit += 7;
      continue;
    }
    const isUsed = isBitSet(used, bit);
    if (isBitSet(said, bit) !== isUsed) (isUsed ? lost : leaked).push(bit);
  }
  const parts = [...describe(lost, 'in use and marked free', name), ...describe(leaked, 'free and marked used', name)];
  return parts.length === 0 ? undefined : parts.join('; ');
}

function describe(bits: readonly number[], what: string, name: (bit: number) => string): string[] {
  const [first] = bits;
  if (first === undefined) return [];
  return [`${name(first)}${bits.length === 1 ? '' : ` and ${bits.length - 1} more`} ${what}`];
}
