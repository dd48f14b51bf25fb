import { finished } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { OpsError } from '../core/errors.js';

type Unpacker = zlib.ZstdDecompress;

/**
 * Unpacks zstd data of any number of frames, as `pzstd` and `cat` make them: the stream of Node.js ends with the first
 * one and drops what is left of its chunk.
 *
 * @throws errors of `node:zlib`; OpsError `format-corrupt` for what follows the last frame and is none
 */
export async function unpackZstd(packed: AsyncIterable<Uint8Array>, take: (bytes: Uint8Array) => void): Promise<void> {
  let unpacker = begin(take);
  for await (const chunk of packed) {
    for (let rest = chunk; rest.length > 0;) {
      const isFresh = unpacker.bytesWritten === 0;
      const consumed = await feed(unpacker, rest);
      if (consumed === 0 && isFresh) throw new OpsError('format-corrupt', 'zstd data: no frame begins here');
      rest = rest.subarray(consumed);
      if (rest.length === 0) break;
      await end(unpacker);
      unpacker = begin(take);
    }
  }
  await end(unpacker);
}

function begin(take: (bytes: Uint8Array) => void): Unpacker {
  const unpacker = zlib.createZstdDecompress();
  // What a listener throws would end the process; what is destroyed says so to whoever waits for it.
  return unpacker
    .on('error', () => undefined)
    .on('data', (bytes: Uint8Array) => {
      try {
        take(bytes);
      } catch (error) {
        unpacker.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
}

/** @returns how many bytes were taken: fewer than all when a frame ended before */
async function feed(unpacker: Unpacker, bytes: Uint8Array): Promise<number> {
  const before = unpacker.bytesWritten;
  await new Promise<void>((resolve, reject) => {
    unpacker.once('error', reject);
    unpacker.write(bytes, (error) => {
      unpacker.off('error', reject);
      if (error) reject(unpacker.errored ?? error);
      else resolve();
    });
  });
  return unpacker.bytesWritten - before;
}

async function end(unpacker: Unpacker): Promise<void> {
  unpacker.end();
  await finished(unpacker);
}
