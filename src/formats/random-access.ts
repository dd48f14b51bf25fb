/** Bytes that are read where they are needed, so that a large file is never loaded whole. */
export interface RandomAccess {
  /** Length in bytes. */
  readonly size: number;
  /** The bytes from `position`, fewer than `length` only where the file ends. */
  read(position: number, length: number): Uint8Array;
}

/** Bytes in memory, read as a file. */
export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}
