import { viewOf } from '../binary/bytes.js';
import { SLOT_SIZE } from './geometry.js';

/** Units of a long name that a slot of a directory holds. */
const UNITS_PER_SLOT = 13;
/** Where a slot has them. */
const UNIT_OFFSETS = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
const CHECKSUM_OFFSET = 13;
const ATTRIBUTES_OFFSET = 11;
/** In the number of the slot that comes first, which has the end of the name. */
const LAST = 0x40;
/** Attributes that no file has together. */
export const LONG_NAME_ATTRIBUTES = 0x0f;
export const LONG_NAME_UNITS = 255;

/** Slots that a long name takes before the slot of its file. */
export function longNameSlots(name: string): number {
  return Math.ceil(name.length / UNITS_PER_SLOT);
}

/** Writes a long name into the slots from `offset` on, the end of it first. */
export function encodeLongName(directory: Uint8Array, offset: number, name: string, checksum: number): void {
  const slots = longNameSlots(name);
  const view = viewOf(directory);
  for (let index = 0; index < slots; index++) {
    const slot = offset + (slots - 1 - index) * SLOT_SIZE;
    directory[slot] = (index + 1) | (index === slots - 1 ? LAST : 0);
    directory[slot + ATTRIBUTES_OFFSET] = LONG_NAME_ATTRIBUTES;
    directory[slot + CHECKSUM_OFFSET] = checksum;
    for (const [position, unitOffset] of UNIT_OFFSETS.entries()) {
      view.setUint16(slot + unitOffset, unitAt(name, index * UNITS_PER_SLOT + position), true);
    }
  }
}

/** A name that ends within a slot is followed by one NUL and padding. */
function unitAt(name: string, index: number): number {
  if (index < name.length) return name.charCodeAt(index);
  return index === name.length ? 0 : 0xffff;
}

/** What ties a long name to the short one behind it. @param shortName its 11 bytes */
export function shortNameChecksum(shortName: Uint8Array): number {
  let sum = 0;
  for (const byte of shortName) sum = (((sum & 1) << 7) + (sum >>> 1) + byte) & 0xff;
  return sum;
}

/** Puts a long name together from its slots as they are met. */
export class LongNameReader {
  #name = '';
  /** The number of the slot that must come next; 0 when the name is whole. */
  #expected = -1;
  #checksum = 0;

  /** Takes the slot at `offset`; one that does not follow the slots before it makes all of them no name. */
  take(directory: Uint8Array, offset: number): void {
    const view = viewOf(directory);
    const number = view.getUint8(offset);
    const checksum = view.getUint8(offset + CHECKSUM_OFFSET);
    const begins = (number & LAST) !== 0;
    if (begins) this.#name = '';
    const follows = begins || ((number & ~LAST) === this.#expected && checksum === this.#checksum);
    this.#checksum = checksum;
    this.#expected = follows ? (number & ~LAST) - 1 : -1;
    this.#name = decodeUnits(view, offset) + this.#name;
  }

  /** The name of the file whose short name is next; `undefined` when it has no other. What was taken is forgotten. */
  finish(shortName: Uint8Array): string | undefined {
    const isWhole = this.#expected === 0 && this.#checksum === shortNameChecksum(shortName);
    const name = this.#name;
    this.#name = '';
    this.#expected = -1;
    return isWhole && name !== '' && name.length <= LONG_NAME_UNITS ? name : undefined;
  }
}

function decodeUnits(view: DataView, offset: number): string {
  let text = '';
  for (const unitOffset of UNIT_OFFSETS) {
    const unit = view.getUint16(offset + unitOffset, true);
    if (unit === 0) break;
    text += String.fromCharCode(unit);
  }
  return text;
}
