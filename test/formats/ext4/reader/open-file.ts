import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { openExt4, type Ext4Reader } from '../../../../src/formats/ext4/reader/index.js';
import type { RandomAccess } from '../../../../src/formats/random-access.js';

/** Lends a reader of an image file. */
export function withReader<Result>(image: string, use: (reader: Ext4Reader) => Result): Result {
  const descriptor = openSync(image, 'r');
  try {
    const access: RandomAccess = {
      size: fstatSync(descriptor).size,
      read(position, length) {
        const bytes = new Uint8Array(length);
        return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
      },
    };
    return use(openExt4(access));
  } finally {
    closeSync(descriptor);
  }
}
