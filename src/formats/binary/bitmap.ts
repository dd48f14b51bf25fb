/** Sets the bits `[from, to)` of a bitmap whose bit n is bit `n % 8` of byte `n / 8`, as ext4 counts them. */
export function setBits(bitmap: Uint8Array, from: number, to: number): void {
  let at = from;
  while (at < to) {
    const wholeBytes = Math.floor((to - at) / 8);
    if (at % 8 === 0 && wholeBytes > 0) {
      bitmap.fill(0xff, at / 8, at / 8 + wholeBytes);
      at += wholeBytes * 8;
    } else {
      const index = Math.floor(at / 8);
      bitmap[index] = (bitmap[index] ?? 0) | (1 << (at % 8));
      at++;
    }
  }
}
