import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** How much of what QEMU complains about is kept, in bytes. */
const TAIL_BYTES = 8192;

/** Reads `stream` to its end and keeps the last 8 KiB; the result gives what was kept so far. */
export function keepTail(stream: Readable): () => string {
  let tail = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
  });
  return () => tail.toString('utf8');
}

/** What was written to `file` from `offset` on, the last 8 KiB of it; nothing when the file is gone. */
export function readTail(file: string, offset: number): string {
  if (!existsSync(file)) return '';
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const start = Math.max(offset, size - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, start));
  } finally {
    closeSync(descriptor);
  }
}
