import { writeFileSync } from 'node:fs';
import { bytesAccess, type RandomAccess } from '../../src/formats/random-access.js';
import type { ByteTarget } from '../../src/formats/tree.js';

/** A disk in memory, zeros at first, that is written and read as a file is. */
export class MemoryDisk implements ByteTarget {
  readonly bytes: Uint8Array;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  get access(): RandomAccess {
    return bytesAccess(this.bytes);
  }

  write(position: number, bytes: Uint8Array): void {
    this.bytes.set(bytes, position);
  }

  saveTo(file: string): string {
    writeFileSync(file, this.bytes);
    return file;
  }
}
