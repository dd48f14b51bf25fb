import { unsupported } from './corrupt.js';
import { crc32 } from './crc32.js';
import { Crc64 } from './crc64.js';
import { Sha256 } from './sha256.js';

/** Sums up what a block unpacks to. */
export interface Check {
  update(bytes: Uint8Array): void;
  /** What stands behind the block when it is whole. */
  digest(): Uint8Array;
}

/** Kinds of check, the bytes they take, and how they begin. @see https://tukaani.org/xz/xz-file-format.txt section 2.1.1.2 */
const CHECKS: ReadonlyMap<number, { readonly size: number; readonly begin: () => Check }> = new Map([
  [0x00, { size: 0, begin: () => ({ update: () => undefined, digest: () => new Uint8Array() }) }],
  [0x01, { size: 4, begin: beginCrc32 }],
  [0x04, { size: 8, begin: beginCrc64 }],
  [0x0a, { size: 32, begin: () => new Sha256() }],
]);

export interface CheckKind {
  readonly id: number;
  /** Bytes. */
  readonly size: number;
  readonly begin: () => Check;
}

/** @throws OpsError `format-unsupported` */
export function findCheck(id: number): CheckKind {
  const kind = CHECKS.get(id);
  if (kind) return { id, ...kind };
  throw unsupported(`check ${id} is not supported, only CRC-32, CRC-64, SHA-256 and none`);
}

function beginCrc32(): Check {
  let sum = 0;
  return {
    update: (bytes) => {
      sum = crc32(bytes, sum);
    },
    digest: () => littleEndian(sum),
  };
}

function beginCrc64(): Check {
  const sum = new Crc64();
  return {
    update: (bytes) => {
      sum.update(bytes);
    },
    digest: () => littleEndian(...sum.value),
  };
}

function littleEndian(...words: number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => {
    view.setUint32(index * 4, word, true);
  });
  return bytes;
}
