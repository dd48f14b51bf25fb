import assert from 'node:assert/strict';
import { hasErrorCode, type ErrorCode } from '../../../src/core/errors.js';
import { isBzImage, readBzImage, type KernelCompression } from '../../../src/formats/bzimage/bzimage.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';

const BANNER = '6.1.0-56-amd64 (builder@example.org) #1 SMP PREEMPT_DYNAMIC';
const MAGICS: readonly (readonly [KernelCompression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 8]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [2, 0x21, 0x4c, 0x18]],
  ['none', [0x7f, 0x45, 0x4c, 0x46]],
];

interface ImageOptions {
  readonly magic?: readonly number[];
  readonly version?: number;
  readonly setupSectors?: number;
  readonly banner?: string;
  readonly bannerOffset?: number;
  readonly length?: number;
}

/** A boot image with a payload of a magic, ten bytes and the size 12345, and something after it. */
function image(options: ImageOptions = {}): Uint8Array {
  const { magic = [0x1f, 0x8b, 8], version = 0x20f, setupSectors = 3, banner = BANNER } = options;
  const file = new Uint8Array(8192);
  const view = new DataView(file.buffer);
  const payload = [...magic, ...Array.from({ length: 10 }, (_, index) => index), 0x39, 0x30, 0, 0];
  view.setUint8(0x1f1, setupSectors);
  view.setUint16(0x1fe, 0xaa55, true);
  view.setUint32(0x202, 0x53726448, true);
  view.setUint16(0x206, version, true);
  view.setUint16(0x20e, options.bannerOffset ?? 0x400 - 512, true);
  view.setUint32(0x248, 100, true);
  view.setUint32(0x24c, options.length ?? payload.length, true);
  file.set(new TextEncoder().encode(banner), 0x400);
  file.set(payload, ((setupSectors || 4) + 1) * 512 + 100);
  return file;
}

describe('formats/bzimage', () => {
  for (const [compression, magic] of MAGICS) {
    it(`finds a payload packed as ${compression}`, () => {
      const found = readBzImage(image({ magic }));
      const sizeIsPart = compression === 'gzip' || compression === 'none';
      assert.equal(found.compression, compression);
      assert.equal(found.payload.length, magic.length + 10 + (sizeIsPart ? 4 : 0));
      assert.equal(found.unpackedSize, compression === 'none' ? found.payload.length : 12345);
      assert.equal(found.release, '6.1.0-56-amd64');
      assert.equal(found.banner, BANNER);
    });
  }

  it('takes no setup sectors as four, as old boot loaders do', () => {
    assert.equal(readBzImage(image({ setupSectors: 0 })).unpackedSize, 12345);
  });

  const refused: readonly [string, ErrorCode, ImageOptions][] = [
    ['an old boot protocol', 'format-unsupported', { version: 0x207 }],
    ['bzip2', 'format-unsupported', { magic: [0x42, 0x5a, 0x68] }],
    ['lzma', 'format-unsupported', { magic: [0x5d, 0, 0] }],
    ['lzo', 'format-unsupported', { magic: [0x89, 0x4c, 0x5a, 0x4f] }],
    ['an unknown compression', 'format-corrupt', { magic: [1, 2, 3, 4] }],
    ['a payload past the end', 'format-corrupt', { length: 8192 }],
    ['no payload', 'format-corrupt', { length: 4 }],
    ['no banner', 'format-corrupt', { bannerOffset: 0 }],
    ['a banner past the end', 'format-corrupt', { bannerOffset: 0xffff }],
    ['a release that would leave its folder', 'format-corrupt', { banner: '6.1/../../x (a@b)' }],
    ['a release that is no version', 'format-corrupt', { banner: '../6.1 (a@b)' }],
  ];
  for (const [what, code, options] of refused) {
    it(`refuses ${what} as ${code}`, () => {
      assert.throws(
        () => readBzImage(image(options)),
        (error) => hasErrorCode(error, code),
      );
    });
  }

  it('tells boot images from other files', () => {
    assert.equal(isBzImage(image()), true);
    assert.equal(isBzImage(image().subarray(0, 0x24f)), false);
    assert.equal(isBzImage(new Uint8Array(8192)), false);
  });

  it('reports damage, and what is no boot image at all', () => {
    assertDamageIsReported(image().subarray(0, 0x900), readBzImage, 2000);
    assertNoiseIsReported(readBzImage);
  });
});
