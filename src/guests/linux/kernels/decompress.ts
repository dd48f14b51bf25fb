import * as zlib from 'node:zlib';
import { OpsError } from '../../../core/errors.js';
import { GIB } from '../../../core/size.js';
import type { BzImage } from '../../../formats/bzimage/bzimage.js';
import { decompressLz4Legacy } from '../../../formats/lz4/legacy.js';
import { decompressXz } from '../../../formats/xz/decompress.js';

/** No kernel and no module comes near this; a damaged size must not take all memory. */
const SIZE_LIMIT = GIB;

/**
 * Unpacks the ELF file in a boot image.
 *
 * @throws OpsError `format-corrupt`; `unsupported` for zstd on a Node.js before 22.15
 */
export function unpackKernel(image: BzImage): Uint8Array {
  if (image.unpackedSize > SIZE_LIMIT) throw corrupt(`it cannot unpack to ${image.unpackedSize} bytes`);
  const kernel = unpackPayload(image);
  if (kernel.length !== image.unpackedSize) {
    throw corrupt(`it unpacks to ${kernel.length} bytes instead of ${image.unpackedSize}`);
  }
  return kernel;
}

/**
 * The plain module in a file called `name`: `*.ko`, `*.ko.gz`, `*.ko.xz` or `*.ko.zst`.
 *
 * @throws OpsError as {@link unpackKernel}
 */
export function unpackModule(name: string, file: Uint8Array): Uint8Array {
  if (name.endsWith('.gz')) return gunzip(file, SIZE_LIMIT);
  if (name.endsWith('.xz')) return decompressXz(file, SIZE_LIMIT);
  if (name.endsWith('.zst')) return unzstd(file, SIZE_LIMIT);
  return file;
}

function unpackPayload({ compression, payload, unpackedSize }: BzImage): Uint8Array {
  switch (compression) {
    case 'none':
      return payload;
    case 'gzip':
      return gunzip(payload, unpackedSize);
    case 'xz':
      return decompressXz(payload, SIZE_LIMIT);
    case 'zstd':
      return unzstd(payload, unpackedSize);
    case 'lz4':
      return decompressLz4Legacy(payload, unpackedSize);
  }
}

function gunzip(packed: Uint8Array, limit: number): Uint8Array {
  return translated('gzip', () => zlib.gunzipSync(packed, { maxOutputLength: Math.max(limit, 1) }));
}

function unzstd(packed: Uint8Array, limit: number): Uint8Array {
  if (!('zstdDecompressSync' in zlib)) {
    throw new OpsError('unsupported', 'this kernel is packed with zstd, which this Node.js cannot unpack', {
      hint: 'use Node.js 22.15 or newer',
    });
  }
  return translated('zstd', () => zlib.zstdDecompressSync(packed, { maxOutputLength: Math.max(limit, 1) }));
}

function translated(format: string, unpack: () => Uint8Array): Uint8Array {
  try {
    return unpack();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OpsError('format-corrupt', `${format} data: ${reason}`, { cause });
  }
}

function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `Linux boot image: ${reason}`);
}
