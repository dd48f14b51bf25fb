import { createReadStream, read, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { throwIfAborted } from '../core/abort.js';
import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { formatSize } from '../core/size.js';
import type { RandomAccess } from '../formats/random-access.js';
import { unpackXz, type UnpackedPiece } from '../formats/xz/decompress.js';
import { onHost } from '../io/host-errors.js';
import { runInTimeSlices } from '../io/time-slices.js';
import { unpackZstd } from './zstd-frames.js';

/** How an archive may be packed. */
export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'compress' | 'lz4';

const MAGICS: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['compress', [0x1f, 0x9d]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
];

export interface DecompressOptions extends OperationOptions {
  /** Bytes that it may unpack to. Default: as many as the disk holds. */
  readonly maximumSize?: number;
}

interface PackedFile extends RandomAccess {
  readonly fd: number;
  readonly shown: string;
}

/** What the first bytes of a file say. */
export function compressionOf(start: Uint8Array): Compression | undefined {
  return MAGICS.find(([, magic]) => magic.every((byte, index) => start[index] === byte))?.[0];
}

/**
 * Unpacks a file into another.
 *
 * @returns how many bytes it unpacks to
 * @throws OpsError `format-corrupt`, also when it is cut off; `unsupported` for formats that this Node.js cannot
 *   unpack; `format-limit` for xz with a dictionary over 1.5 GiB; `host-disk-full`, `interrupted`
 */
export async function decompress(
  compression: Compression,
  packed: PackedFile,
  into: { readonly fd: number; readonly path: string },
  operation: DecompressOptions,
): Promise<number> {
  const { maximumSize = Number.POSITIVE_INFINITY } = operation;
  let written = 0;
  const write = (chunk: Uint8Array): void => {
    if (written + chunk.length > maximumSize) {
      throw new OpsError('format-limit', `unpacks to more than ${formatSize(maximumSize)}`);
    }
    writeAll(into, written, chunk);
    written += chunk.length;
  };
  try {
    throwIfAborted(operation.signal);
    if (compression === 'xz') await writePieces(unpackXz(packed), write, packed.size, operation);
    else await unpackStream(compression, packed, write, operation);
  } catch (error) {
    throwIfAborted(operation.signal);
    throw translate(error, compression, packed.shown);
  }
  return written;
}

async function unpackStream(
  compression: Compression,
  packed: PackedFile,
  write: (chunk: Uint8Array) => void,
  { signal, progress }: OperationOptions,
): Promise<void> {
  // A pipeline that fails destroys its streams, and these close what is not theirs, whatever `autoClose` says.
  const borrowed = { read, close: (_: number, done?: (error: null) => void) => done?.(null) };
  const source = createReadStream('', { fd: packed.fd, autoClose: false, start: 0, fs: borrowed });
  const take = (chunk: Uint8Array): void => {
    write(chunk);
    throwIfAborted(signal);
    progress?.report(source.bytesRead, packed.size);
  };
  if (compression === 'gzip') await pipeline(source, zlib.createGunzip(), sink(take), { ...(signal && { signal }) });
  else if (compression === 'zstd' && 'createZstdDecompress' in zlib) await unpackZstd(source, take);
  else throw cannotUnpack(compression, packed.shown);
}

/** What is unpacked here, rather than by a stream of Node.js. */
async function writePieces(
  pieces: Generator<UnpackedPiece, void>,
  write: (chunk: Uint8Array) => void,
  total: number,
  { signal, progress }: OperationOptions,
): Promise<void> {
  const work = function* (): Generator<number, void> {
    for (const { bytes, packed } of pieces) {
      write(bytes);
      yield packed;
    }
  };
  await runInTimeSlices(work(), { signal, onProgress: (done) => progress?.report(done, total) });
}

function writeAll(file: { readonly fd: number; readonly path: string }, position: number, bytes: Uint8Array): void {
  onHost('write', file.path, () => {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(file.fd, bytes, done, bytes.length - done, position + done);
    }
  });
}

function sink(take: (chunk: Uint8Array) => void): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      try {
        take(chunk);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

function cannotUnpack(compression: Compression, shown: string): OpsError {
  const hint =
    compression === 'zstd' ? 'use Node.js 22.15 or newer, or unpack it: zstd -d' : 'pack it with gzip or zstd';
  return new OpsError('unsupported', `${shown}: is packed with ${compression}, which cannot be unpacked here`, {
    hint,
  });
}

/** Says which archive it was. */
function translate(error: unknown, compression: Compression, shown: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const options = { details: { path: shown }, cause: error };
  if (/^(Z|ZSTD)_/.test(String(error.code))) {
    return new OpsError('format-corrupt', `${shown}: ${compression} data: ${error.message}`, options);
  }
  if (!(error instanceof OpsError) || !error.code.startsWith('format-')) return error;
  const hint = error.hint === undefined ? {} : { hint: error.hint };
  return new OpsError(error.code, `${shown}: ${error.message}`, { ...options, ...hint });
}
