import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { throwIfAborted } from '../../core/abort.js';
import type { CommandContext } from '../context.js';

/** Writes bytes to standard output as fast as its reader takes them. A reader that has gone ends it. */
export async function writeBytes(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  { stdout, signal }: CommandContext,
): Promise<void> {
  try {
    await pipeline(Readable.from(chunks, { objectMode: false }), stdout, { end: false, signal });
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
}
