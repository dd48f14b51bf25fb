const SEPARATOR = 0x1e;
const DIGITS = 32;
const MARK_LENGTH = DIGITS + 2;
const SEPARATOR_TEXT = String.fromCharCode(SEPARATOR);
const MARK = new RegExp(`${SEPARATOR_TEXT}[0-9a-f]{${DIGITS}}${SEPARATOR_TEXT}`, 'g');
const REST_OF_MARK = new RegExp(`^[0-9a-f]{0,${DIGITS}}${SEPARATOR_TEXT}`);

/**
 * Takes the marks of init (docs/formats/agent-protocol.md) out of a console, wherever its bytes are cut, and leaves
 * everything else as it is. Each start of an instance has a secret of its own, and a log holds many starts: whatever
 * has the form of a mark is taken for one.
 */
export class MarkStripper {
  #held: Uint8Array = new Uint8Array();

  /** @returns what is certain to be no mark */
  push(chunk: Uint8Array): Uint8Array {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = new Uint8Array();
    const kept: Uint8Array[] = [];
    let from = 0;
    for (let at = bytes.indexOf(SEPARATOR); at >= 0; at = bytes.indexOf(SEPARATOR, Math.max(from, at + 1))) {
      const end = at + MARK_LENGTH;
      if (!beginsLikeMark(bytes.subarray(at, end))) continue;
      kept.push(bytes.subarray(from, at));
      if (end > bytes.length) this.#held = Uint8Array.from(bytes.subarray(at));
      from = Math.min(end, bytes.length);
    }
    return kept.length === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)]);
  }

  /** What was held back because it may have become a mark. */
  end(): Uint8Array {
    const held = this.#held;
    this.#held = new Uint8Array();
    return held;
  }
}

/** The end of a console without marks; its first characters may be the rest of one. */
export function withoutMarks(tail: string): string {
  return tail.replaceAll(MARK, '').replace(REST_OF_MARK, '');
}

/** @param bytes a separator and what follows it, as long as a mark, or less at the end of what was read */
function beginsLikeMark(bytes: Uint8Array): boolean {
  const areDigits = bytes.subarray(1, DIGITS + 1).every(isDigit);
  return areDigits && (bytes.length < MARK_LENGTH || bytes.at(-1) === SEPARATOR);
}

/** A hexadecimal digit, as our secrets have them. */
function isDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}
