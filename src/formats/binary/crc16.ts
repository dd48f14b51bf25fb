/** The polynomial 0x8005 with its bits reversed: what is widely called CRC-16 or CRC-16/ARC. */
const POLYNOMIAL = 0xa001;

/** The CRC-16 register after `bytes`, beginning with `seed`; neither end is inverted. */
export function crc16(seed: number, bytes: Uint8Array): number {
  let crc = seed;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  }
  return crc;
}
