import { uuidFromBytes, uuidToBytes, type Uuid } from '../../core/uuid.js';

/** The 16 bytes of a UUID as UEFI keeps them: its first three numbers are little endian, the rest is as in its text. */
export function guidToBytes(uuid: Uuid): Uint8Array {
  return swapNumbers(uuidToBytes(uuid));
}

/** @param bytes 16 bytes */
export function guidFromBytes(bytes: Uint8Array): Uuid {
  return uuidFromBytes(swapNumbers(bytes.slice()));
}

function swapNumbers(bytes: Uint8Array): Uint8Array {
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
