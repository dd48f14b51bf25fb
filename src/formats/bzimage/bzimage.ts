import { OpsError } from '../../core/errors.js';

/** How the kernel inside is packed. The names are those of the kernel's `CONFIG_KERNEL_*` options. */
export type KernelCompression = 'none' | 'gzip' | 'xz' | 'zstd' | 'lz4';

export interface BzImage {
  /** What the build calls itself: release, builder, build number and date. */
  readonly banner: string;
  /** The kernel's release, such as `6.1.0-56-amd64`: it names the folder of its modules. */
  readonly release: string;
  readonly compression: KernelCompression;
  /** The packed kernel, nothing before or after it. A view of the file's bytes. */
  readonly payload: Uint8Array;
  /** Bytes of the unpacked ELF file, as the build recorded it. */
  readonly unpackedSize: number;
}

/** Offsets in the file of the fields that are read here. */
const SETUP_HEADER = {
  setupSectors: 0x1f1,
  bootFlag: 0x1fe,
  magic: 0x202,
  version: 0x206,
  bannerOffset: 0x20e,
  payloadOffset: 0x248,
  payloadLength: 0x24c,
  end: 0x250,
} as const;

const SECTOR = 512;
const BOOT_FLAG = 0xaa55;
const MAGIC = 0x53726448; // "HdrS"
/** 2.08 brought the payload's place. */
const OLDEST_VERSION = 0x0208;
const DEFAULT_SETUP_SECTORS = 4;
const BANNER_LIMIT = 512;
const SIZE_FIELD = 4;

const SUPPORTED: readonly (readonly [KernelCompression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x02, 0x21, 0x4c, 0x18]],
  ['none', [0x7f, 0x45, 0x4c, 0x46]],
];
const UNSUPPORTED: readonly (readonly [string, readonly number[]])[] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['lzma', [0x5d, 0x00, 0x00]],
  ['lzo', [0x89, 0x4c, 0x5a, 0x4f]],
];

/** True when the bytes start with the setup header of an x86 boot image. */
export function isBzImage(file: Uint8Array): boolean {
  if (file.length < SETUP_HEADER.end) return false;
  const view = viewOf(file);
  return (
    view.getUint16(SETUP_HEADER.bootFlag, true) === BOOT_FLAG && view.getUint32(SETUP_HEADER.magic, true) === MAGIC
  );
}

/**
 * Finds the packed kernel in an x86 boot image (`/boot/vmlinuz-*`).
 *
 * @throws OpsError `format-corrupt` when the file is no boot image or its header points outside of it;
 * `format-unsupported` when its boot protocol is older than 2.08 or its compression is bzip2, lzma or lzo
 * @see https://docs.kernel.org/arch/x86/boot.html
 */
export function readBzImage(file: Uint8Array): BzImage {
  if (!isBzImage(file)) throw corrupt('it has no setup header');
  const view = viewOf(file);
  const version = view.getUint16(SETUP_HEADER.version, true);
  if (version < OLDEST_VERSION) throw unsupported(`boot protocol ${version >> 8}.${version & 0xff} is too old`);

  const setupSectors = view.getUint8(SETUP_HEADER.setupSectors) || DEFAULT_SETUP_SECTORS;
  const start = (setupSectors + 1) * SECTOR + view.getUint32(SETUP_HEADER.payloadOffset, true);
  const length = view.getUint32(SETUP_HEADER.payloadLength, true);
  if (length <= SIZE_FIELD || start + length > file.length) throw corrupt('its payload lies outside the file');

  const payload = file.subarray(start, start + length);
  const compression = compressionOf(payload);
  const banner = readBanner(file, view.getUint16(SETUP_HEADER.bannerOffset, true));
  return {
    banner,
    release: releaseOf(banner),
    compression,
    payload: ownPart(payload, compression),
    unpackedSize: compression === 'none' ? length : viewOf(payload).getUint32(length - SIZE_FIELD, true),
  };
}

/** The build appends the unpacked size to what its tool wrote; gzip has it at its end anyway, a plain ELF has none. */
function ownPart(payload: Uint8Array, compression: KernelCompression): Uint8Array {
  return compression === 'gzip' || compression === 'none' ? payload : payload.subarray(0, -SIZE_FIELD);
}

function compressionOf(payload: Uint8Array): KernelCompression {
  const startsWith = (magic: readonly number[]): boolean => magic.every((byte, index) => payload[index] === byte);
  const known = SUPPORTED.find(([, magic]) => startsWith(magic));
  if (known) return known[0];
  const other = UNSUPPORTED.find(([, magic]) => startsWith(magic));
  if (other) throw unsupported(`its kernel is packed with ${other[0]}`);
  throw corrupt('its payload is of no known compression');
}

function readBanner(file: Uint8Array, offset: number): string {
  const start = offset + SECTOR;
  const end = file.indexOf(0, start);
  if (offset === 0 || end < 0 || end - start > BANNER_LIMIT) throw corrupt('it does not name its release');
  return new TextDecoder('latin1').decode(file.subarray(start, end));
}

/** The release becomes the name of a folder, so it must be a plain one. */
function releaseOf(banner: string): string {
  const release = banner.split(' ', 1)[0] ?? '';
  if (!/^\d+\.\d+[\w.+~-]*$/.test(release)) throw corrupt('its release is not a version');
  return release;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function corrupt(reason: string): OpsError {
  return new OpsError('format-corrupt', `not a Linux boot image: ${reason}`);
}

function unsupported(reason: string): OpsError {
  return new OpsError('format-unsupported', `Linux boot image: ${reason}`, {
    hint: 'boot the unpacked vmlinux of this kernel instead',
  });
}
