/** Castagnoli's polynomial 0x1EDC6F41 with its bits reversed (RFC 3720, appendix B.4). */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;
const TABLE = makeTable();

/**
 * The CRC-32C register after `bytes[start, end)`, beginning with `seed`. Neither end is inverted: pass 0xffffffff for
 * a plain start and invert the result for the checksum that other protocols print; ext4 keeps the register as it is.
 *
 * @example
 * crc32c(0xffffffff, new TextEncoder().encode('123456789')) ^ -1 // 0xe3069283
 */
export function crc32c(seed: number, bytes: Uint8Array, start = 0, end = bytes.length): number {
  const table = TABLE;
  let crc = seed | 0;
  let at = start;
  // Slicing by 8: eight table look-ups for eight bytes, none of which waits for another.
  for (; at + SLICES <= end; at += SLICES) {
    crc ^= byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
    crc =
      word(table, 0x700 + (crc & 0xff)) ^
      word(table, 0x600 + ((crc >>> 8) & 0xff)) ^
      word(table, 0x500 + ((crc >>> 16) & 0xff)) ^
      word(table, 0x400 + (crc >>> 24)) ^
      word(table, 0x300 + byte(bytes, at + 4)) ^
      word(table, 0x200 + byte(bytes, at + 5)) ^
      word(table, 0x100 + byte(bytes, at + 6)) ^
      word(table, byte(bytes, at + 7));
  }
  for (; at < end; at++) crc = word(table, (crc ^ byte(bytes, at)) & 0xff) ^ (crc >>> 8);
  return crc >>> 0;
}

/** {@link crc32c} of the four bytes of `value`, little endian. */
export function crc32cUint32(seed: number, value: number): number {
  const crc = seed ^ value;
  return (
    (word(TABLE, 0x300 + (crc & 0xff)) ^
      word(TABLE, 0x200 + ((crc >>> 8) & 0xff)) ^
      word(TABLE, 0x100 + ((crc >>> 16) & 0xff)) ^
      word(TABLE, crc >>> 24)) >>>
    0
  );
}

// Every index above is in range; `?? 0` is only for the compiler.
function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

function word(table: Int32Array, index: number): number {
  return table[index] ?? 0;
}

/** Row n of the table is the register of a byte that is followed by n zero bytes. */
function makeTable(): Int32Array {
  const table = new Int32Array(256 * SLICES);
  for (let value = 0; value < 256; value++) {
    let crc = value;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[value] = crc;
  }
  for (let index = 256; index < table.length; index++) {
    const shorter = word(table, index - 256);
    table[index] = (shorter >>> 8) ^ word(table, shorter & 0xff);
  }
  return table;
}
