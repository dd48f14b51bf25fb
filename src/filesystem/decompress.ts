import { createReadStream, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { throwIfAborted } from '../core/abort.js';
import { OpsError } from '../core/errors.js';
import type { OperationOptions } from '../core/progress.js';
import { formatSize, GIB, bytes } from '../core/size.js';
import type { RandomAccess } from '../formats/random-access.js';
import { decompressXz } from '../formats/xz/decompress.js';
import { onHost } from '../io/host-errors.js';
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
/** An archive packed with xz is unpacked in memory. */
const XZ_LIMIT = bytes(GIB);

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
 *   unpack; `format-limit` for more than 1 GiB of xz; `host-disk-full`, `interrupted`
 */
export async function decompress(
  compression: Compression,
  packed: PackedFile,
  into: { readonly fd: number; readonly path: string },
  { signal, progress }: OperationOptions,
): Promise<number> {
  if (compression === 'xz') {
    const unpacked = unpackXz(packed);
    writeAll(into, 0, unpacked);
    return unpacked.length;
  }
  const source = createReadStream('', { fd: packed.fd, autoClose: false, start: 0 });
  let written = 0;
  const write = (chunk: Uint8Array): void => {
    writeAll(into, written, chunk);
    written += chunk.length;
    throwIfAborted(signal);
    progress?.report(source.bytesRead, packed.size);
  };
  try {
    throwIfAborted(signal);
    if (compression === 'gzip') await pipeline(source, zlib.createGunzip(), sink(write), { ...(signal && { signal }) });
    else if (compression === 'zstd' && 'createZstdDecompress' in zlib) await unpackZstd(source, write);
    else throw cannotUnpack(compression, packed.shown);
  } catch (error) {
    throwIfAborted(signal);
    throw translate(error, compression, packed.shown);
  }
  return written;
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

function unpackXz(packed: PackedFile): Uint8Array {
  if (packed.size > XZ_LIMIT) throw tooLarge(packed.shown);
  return decompressXz(packed.read(0, packed.size), XZ_LIMIT);
}

function tooLarge(shown: string): OpsError {
  return new OpsError('format-limit', `${shown}: is over ${formatSize(XZ_LIMIT)}, too much for xz`, {
    hint: `unpack it first: xz -dk ${shown}`,
  });
}

function translate(error: unknown, compression: Compression, shown: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || !/^(Z|ZSTD)_/.test(String(error.code))) return error;
  return new OpsError('format-corrupt', `${shown}: ${compression} data: ${error.message}`, {
    details: { path: shown },
    cause: error,
  });
}
