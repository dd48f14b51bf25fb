const CALL = 0xe8;
/** CALL and JMP differ in their last bit. */
const OPCODE_MASK = 0xfe;
const INSTRUCTION_SIZE = 5;

/** By which of the last three bytes were opcodes (bit 0 the nearest): may a CALL be converted here? */
const CONVERTIBLE = [true, true, true, false, true, false, false, false] as const;
/** By the same: the byte of the operand, counted from its end, that the nearest other opcode reaches. */
const OVERLAP = [0, 1, 2, 2, 3, 3, 3, 3] as const;

/**
 * Undoes the x86 filter on code that comes in pieces: the packer replaced the relative targets of CALL and JMP by
 * absolute ones, which repeat more.
 *
 * @see https://tukaani.org/xz/xz-file-format.txt section 5.3.2
 */
export class X86Filter {
  /** What the first byte of the next piece counts as. */
  #position: number;
  /** The last opcode, counted from there. */
  #previous = -1;
  /** Which of the bytes before were opcodes. */
  #recent = 0;
  /** The end of the last piece, in which an instruction may begin. */
  #held: Uint8Array = new Uint8Array();

  /** @param start the position that the first byte counts as */
  constructor(start: number) {
    this.#position = start;
  }

  /** Takes a piece, and returns all that is certain by then: up to four bytes are held back. */
  push(piece: Uint8Array): Uint8Array {
    const code = new Uint8Array(this.#held.length + piece.length);
    code.set(this.#held);
    code.set(piece, this.#held.length);
    const done = this.#convert(code);
    this.#position += done;
    this.#previous -= done;
    this.#held = code.slice(done);
    return code.subarray(0, done);
  }

  /** What was held back. */
  end(): Uint8Array {
    return this.#held;
  }

  /** Works in place. @returns how far it came */
  #convert(code: Uint8Array): number {
    const view = new DataView(code.buffer);
    let at = 0;
    for (; at + INSTRUCTION_SIZE <= code.length; at++) {
      if (((code[at] ?? 0) & OPCODE_MASK) !== CALL) continue;
      const recent = this.#recentAt(at);
      const overlapped = code[at + 4 - (OVERLAP[recent] ?? 0)] ?? 0;
      const isConvertible = recent === 0 || ((CONVERTIBLE[recent] ?? false) && !isSignByte(overlapped));
      if (isConvertible && isSignByte(code[at + 4] ?? 0)) {
        const target = view.getUint32(at + 1, true);
        view.setInt32(at + 1, relativeTarget(target, this.#position + at + INSTRUCTION_SIZE, recent), true);
        this.#recent = recent;
        at += INSTRUCTION_SIZE - 1;
      } else {
        this.#recent = (recent << 1) | 1;
      }
    }
    return at;
  }

  #recentAt(opcode: number): number {
    const gap = opcode - this.#previous;
    this.#previous = opcode;
    return gap > 3 ? 0 : (this.#recent << (gap - 1)) & 7;
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
