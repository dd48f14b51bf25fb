import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { sourceError } from '../../io/host-errors.js';
import type { RandomAccess } from '../../formats/random-access.js';

/**
 * Opens a file of this machine for the time of `use`; `name` stands in front of errors.
 * @throws OpsError `source-unreadable` when it cannot be opened or read
 */
export function withFile<Result>(hostPath: string, name: string, use: (file: RandomAccess) => Result): Result {
  const descriptor = translate(name, () => openSync(hostPath, 'r'));
  try {
    const size = translate(name, () => fstatSync(descriptor).size);
    return use({ size, read: (position, length) => translate(name, () => readRange(descriptor, position, length)) });
  } finally {
    closeSync(descriptor);
  }
}

function readRange(descriptor: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(descriptor, bytes, filled, length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function translate<Result>(name: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw sourceError(error, name, 'read');
  }
}
