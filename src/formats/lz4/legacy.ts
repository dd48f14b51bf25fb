import { OpsError } from '../../core/errors.js';

const MAGIC = 0x184c2102;
const WORD = 4;
/** Every block but the last unpacks to this many bytes. */
const BLOCK_SIZE = 8 * 1024 * 1024;
/** A run length of one byte stands for at most this many bytes. */
const LARGEST_RATIO = 255;
const SHORTEST_MATCH = 4;
/** A nibble of 15 says that length bytes follow; a length byte of 255 says that another one does. */
const MORE_NIBBLE = 15;
const MORE_BYTE = 255;

/**
 * Unpacks an LZ4 "legacy frame", the only form of LZ4 that Linux kernels are packed with.
 *
 * @param unpackedSize bytes expected, exactly
 * @throws OpsError `format-corrupt`
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md#legacy-frame
 */
export function decompressLz4Legacy(packed: Uint8Array, unpackedSize: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < WORD || view.getUint32(0, true) !== MAGIC) throw corrupt('it does not start with its magic');
  if (unpackedSize > packed.length * LARGEST_RATIO) throw corrupt(`it cannot unpack to ${unpackedSize} bytes`);

  const unpacked = new Uint8Array(unpackedSize);
  let written = 0;
  let position = WORD;
  while (position < packed.length) {
    if (position + WORD > packed.length) throw corrupt('a block size is cut off');
    const size = view.getUint32(position, true);
    const end = position + WORD + size;
    if (end > packed.length) throw corrupt('a block is cut off');
    const limit = Math.min(written + BLOCK_SIZE, unpackedSize);
    written = decompressBlock(packed.subarray(position + WORD, end), unpacked, written, limit);
    position = end;
  }
  if (written !== unpackedSize) throw corrupt(`it unpacks to ${written} bytes instead of ${unpackedSize}`);
  return unpacked;
}

/**
 * Unpacks one block into `into` from `start`; its matches reach back to `start` and no further.
 *
 * @returns the position after the last byte written, at most `limit`
 */
function decompressBlock(block: Uint8Array, into: Uint8Array, start: number, limit: number): number {
  let input = 0;
  let output = start;
  const readByte = (): number => {
    const byte = block[input++];
    if (byte === undefined) throw corrupt('a block ends inside a sequence');
    return byte;
  };
  const readLength = (nibble: number): number => {
    let length = nibble;
    if (nibble !== MORE_NIBBLE) return length;
    for (;;) {
      const byte = readByte();
      length += byte;
      if (byte !== MORE_BYTE) return length;
    }
  };

  while (input < block.length) {
    const token = readByte();
    const literals = readLength(token >> 4);
    if (input + literals > block.length) throw corrupt('literals are cut off');
    if (output + literals > limit) throw corrupt('a block unpacks to too much');
    into.set(block.subarray(input, input + literals), output);
    input += literals;
    output += literals;
    if (input === block.length) return output;

    const distance = readByte() | (readByte() << 8);
    const length = readLength(token & 15) + SHORTEST_MATCH;
    if (distance === 0 || distance > output - start) throw corrupt('a match reaches before its block');
    if (output + length > limit) throw corrupt('a block unpacks to too much');
    copyMatch(into, output, distance, length);
    output += length;
  }
  throw corrupt('a block ends with a match');
}

/** A match may reach into what it is writing: then it repeats. */
function copyMatch(into: Uint8Array, output: number, distance: number, length: number): void {
  if (distance >= length && length > 32) {
    into.copyWithin(output, output - distance, output - distance + length);
    return;
  }
  for (let at = output; at < output + length; at++) into[at] = into[at - distance] ?? 0;
}

function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `LZ4 data: ${reason}`);
}
