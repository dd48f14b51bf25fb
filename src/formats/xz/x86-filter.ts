const CALL = 0xe8;
/** CALL and JMP differ in their last bit. */
const OPCODE_MASK = 0xfe;
const INSTRUCTION_SIZE = 5;

/** By which of the last three bytes were opcodes (bit 0 the nearest): may a CALL be converted here? */
const CONVERTIBLE = [true, true, true, false, true, false, false, false] as const;
/** By the same: the byte of the operand, counted from its end, that the nearest other opcode reaches. */
const OVERLAP = [0, 1, 2, 2, 3, 3, 3, 3] as const;

/**
 * Undoes the x86 filter: the packer replaced the relative targets of CALL and JMP by absolute ones, which repeat more.
 * Works in place.
 *
 * @param start the position that the first byte counts as
 * @see https://tukaani.org/xz/xz-file-format.txt section 5.3.2
 */
export function undoX86Filter(code: Uint8Array, start: number): void {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  let previous = -1;
  let recent = 0;
  for (let at = 0; at + INSTRUCTION_SIZE <= code.length; at++) {
    if (((code[at] ?? 0) & OPCODE_MASK) !== CALL) continue;
    const gap = at - previous;
    previous = at;
    recent = gap > 3 ? 0 : (recent << (gap - 1)) & 7;
    if (recent !== 0) {
      const overlapped = code[at + 4 - (OVERLAP[recent] ?? 0)] ?? 0;
      if (!(CONVERTIBLE[recent] ?? false) || isSignByte(overlapped)) {
        recent = (recent << 1) | 1;
        continue;
      }
    }
    if (isSignByte(code[at + 4] ?? 0)) {
      const target = view.getUint32(at + 1, true);
      view.setInt32(at + 1, relativeTarget(target, start + at + INSTRUCTION_SIZE, recent), true);
      at += INSTRUCTION_SIZE - 1;
    } else {
      recent = (recent << 1) | 1;
    }
  }
}

/** A near target's highest byte is its sign: all zeros or all ones. */
function isSignByte(byte: number): boolean {
  return byte === 0x00 || byte === 0xff;
}

function relativeTarget(absolute: number, next: number, recent: number): number {
  let source = absolute;
  let target = (source - next) | 0;
  const shift = (OVERLAP[recent] ?? 0) * 8;
  while (recent !== 0 && isSignByte((target >>> (24 - shift)) & 0xff)) {
    source = target ^ (2 ** (32 - shift) - 1);
    target = (source - next) | 0;
  }
  // 25 bits are kept; the highest of them is the sign.
  return (target << 7) >> 7;
}
