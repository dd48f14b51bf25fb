import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { hasErrorCode } from '../../../../src/core/errors.js';
import type { BzImage, KernelCompression } from '../../../../src/formats/bzimage/bzimage.js';
import { unpackKernel, unpackModule } from '../../../../src/guests/linux/kernels/decompress.js';

const CONTENT = Buffer.from('\x7fELF and the rest of a kernel or of a module'.repeat(3));

/** As the kernel's build packs: CRC-32 and the x86 filter. */
function xz(content: Uint8Array): Uint8Array {
  const args = ['--compress', '--stdout', '--check=crc32', '--x86', '--lzma2'];
  const ended = spawnSync('xz', args, { input: content });
  assert.equal(ended.status, 0, ended.stderr.toString());
  return ended.stdout;
}

/** A frame of one block of literals, for 15 to 269 bytes. */
function lz4(content: Uint8Array): Uint8Array {
  const head = Buffer.from([0x02, 0x21, 0x4c, 0x18, content.length + 2, 0, 0, 0, 0xf0, content.length - 15]);
  return Buffer.concat([head, content]);
}

const PACKED: Readonly<Record<KernelCompression, Uint8Array>> = {
  none: CONTENT,
  gzip: gzipSync(CONTENT),
  xz: xz(CONTENT),
  zstd: zstdCompressSync(CONTENT),
  lz4: lz4(CONTENT),
};

function bzImage(compression: KernelCompression, unpackedSize = CONTENT.length): BzImage {
  return { banner: '6.1 (x)', release: '6.1', compression, payload: PACKED[compression], unpackedSize };
}

describe('guests/linux/kernels/decompress', () => {
  for (const compression of Object.keys(PACKED) as KernelCompression[]) {
    it(`unpacks a kernel packed as ${compression}, and holds it to its size`, () => {
      assert.ok(Buffer.from(unpackKernel(bzImage(compression))).equals(CONTENT));
      for (const size of [0, CONTENT.length - 1, CONTENT.length + 1, 2 ** 32 - 1]) {
        assert.throws(
          () => unpackKernel(bzImage(compression, size)),
          (error) => hasErrorCode(error, 'format-corrupt'),
          `${size}`,
        );
      }
    });

    it(`reports a damaged kernel packed as ${compression}`, () => {
      const image = bzImage(compression);
      assert.throws(
        () => unpackKernel({ ...image, payload: image.payload.subarray(0, -3) }),
        (error) => hasErrorCode(error, 'format-corrupt'),
      );
    });
  }

  it('unpacks modules by the ending of their name', () => {
    const files: readonly [string, Uint8Array][] = [
      ['a.ko', CONTENT],
      ['a.ko.gz', PACKED.gzip],
      ['a.ko.xz', PACKED.xz],
      ['a.ko.zst', PACKED.zstd],
    ];
    for (const [name, bytes] of files) assert.ok(Buffer.from(unpackModule(name, bytes)).equals(CONTENT), name);
    for (const [name] of files.slice(1)) {
      assert.throws(
        () => unpackModule(name, CONTENT),
        (error) => hasErrorCode(error, 'format-corrupt'),
        name,
      );
    }
  });
});
