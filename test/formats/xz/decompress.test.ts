import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { crc32 } from '../../../src/formats/xz/crc32.js';
import { decompressXz, unpackXz } from '../../../src/formats/xz/decompress.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';

const LIMIT = 64 * 1024 * 1024;

/** XZ Utils as the witness. */
function xz(input: Uint8Array, ...args: string[]): Uint8Array {
  const ended = spawnSync('xz', ['--compress', '--stdout', '--check=crc32', ...args], { input, maxBuffer: LIMIT });
  assert.equal(ended.status, 0, ended.stderr.toString());
  return new Uint8Array(ended.stdout);
}

/** Machine code: the program that runs this test, from its middle. */
function machineCode(size: number): Uint8Array {
  const program = readFileSync(process.execPath);
  const start = Math.floor(program.length / 2);
  return new Uint8Array(program.subarray(start, start + size));
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Bytes with many repeats, near and far, and many CALL and JMP opcodes. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(Uint8Array.of(0xe8, 0, 0, 0, 0), Uint8Array.of(0xe9, 0xff, 0xe8, 0xff, 0xff)),
      fc.tuple(fc.nat({ max: 255 }), fc.nat({ max: 600 })).map(([byte, length]) => new Uint8Array(length).fill(byte)),
    ),
    { maxLength: 60 },
  )
  .map((parts) => concat(...parts));

const VARIANTS: readonly (readonly string[])[] = [
  ['-0'],
  ['-9e'],
  ['--check=none'],
  ['--check=crc64'],
  ['--check=sha256'],
  ['-T2', '--block-size=700'],
  ['--x86', '--lzma2'],
  ['--x86=start=4096', '--lzma2=preset=9'],
  ['--lzma2=lc=0,lp=4,pb=4'],
  ['--lzma2=lc=4,lp=0,pb=0'],
  ['--lzma2=lc=1,lp=3,pb=1,mode=fast,mf=hc3,nice=2'],
];

describe('formats/xz/decompress', () => {
  for (const args of VARIANTS) {
    it(`unpacks what xz ${args.join(' ')} packs`, () => {
      fc.assert(
        fc.property(content, (bytes) => {
          assert.deepEqual(decompressXz(xz(bytes, ...args), LIMIT), bytes);
        }),
        { numRuns: 12, endOnFailure: true },
      );
    });
  }

  it('unpacks machine code packed with every preset', () => {
    const code = machineCode(300_000);
    for (const preset of '0123456789') assert.deepEqual(decompressXz(xz(code, `-${preset}`), LIMIT), code, preset);
  });

  it('unpacks machine code through the x86 filter, in one block and in many', () => {
    const code = machineCode(3_000_000);
    const options = ['--x86', '--lzma2=preset=1'];
    assert.deepEqual(decompressXz(xz(code, ...options), LIMIT), code);
    assert.deepEqual(decompressXz(xz(code, '--block-size=300000', '-T2', ...options), LIMIT), code);
  });

  it('unpacks far more than the dictionary holds, in pieces', () => {
    // Parts of what is in reach and what is not any more, at all distances from a multiple of anything.
    const code = machineCode(2_000_003);
    const bytes = concat(code, code.subarray(1_900_001), code.subarray(0, 70_001), randomBytes(3_000_001), code);
    for (const dictionary of ['4KiB', '100000', '2MiB']) {
      const packed = xz(bytes, `--lzma2=preset=1,dict=${dictionary},pb=4,lc=0,lp=4`);
      assert.deepEqual(decompressXz(packed, LIMIT), bytes, dictionary);
      const sizes = [...unpackXz(bytesAccess(packed))].map((piece) => piece.bytes.length);
      assert.ok(Math.max(...sizes) <= 2 * 1024 * 1024, dictionary);
    }
  });

  it('unpacks one stream behind another, and padding', () => {
    const [one, two] = [machineCode(5000), Uint8Array.of(1, 2, 3)];
    const zeros = new Uint8Array(8);
    const packed = concat(xz(one), zeros, xz(two, '--check=sha256'), xz(new Uint8Array()), zeros);
    assert.deepEqual(decompressXz(packed, LIMIT), concat(one, two));
    for (const rest of [zeros.subarray(1), Uint8Array.of(0, 0, 0, 1), Uint8Array.of(1), xz(two).subarray(0, -1)]) {
      assert.throws(
        () => decompressXz(concat(xz(one), rest), LIMIT),
        (error) => hasErrorCode(error, 'format-corrupt'),
        String(rest),
      );
    }
  });

  it('unpacks what was too random to pack, and nothing', () => {
    const noise = xz(machineCode(200_000), '-1');
    assert.deepEqual(decompressXz(xz(noise, '-1'), LIMIT), noise);
    assert.deepEqual(decompressXz(xz(new Uint8Array()), LIMIT), new Uint8Array());
  });

  it('refuses other filters as unsupported', () => {
    for (const args of [
      ['--arm', '--lzma2'],
      ['--delta', '--lzma2'],
    ]) {
      assert.throws(
        () => decompressXz(xz(machineCode(100), ...args), LIMIT),
        (error) => hasErrorCode(error, 'format-unsupported'),
        args.join(' '),
      );
    }
  });

  it('refuses a dictionary that takes too much memory', () => {
    const packed = Buffer.from(xz(machineCode(100)));
    // The header of the block: its size, no flags, LZMA2 with one byte of properties, padding.
    assert.deepEqual([...packed.subarray(12, 16)], [2, 0, 0x21, 1]);
    packed[16] = 38;
    packed.writeUInt32LE(crc32(packed.subarray(12, 20)), 20);
    assert.throws(
      () => decompressXz(packed, LIMIT),
      (error) => hasErrorCode(error, 'format-limit') && error.message.endsWith('its dictionary is 2 GiB, over 1.5 GiB'),
    );
  });

  it('refuses to unpack to more than its limit', () => {
    const packed = xz(new Uint8Array(1000));
    assert.equal(decompressXz(packed, 1000).length, 1000);
    assert.throws(
      () => decompressXz(packed, 999),
      (error) => hasErrorCode(error, 'format-limit'),
    );
  });

  it('notices every changed byte, and every missing one', () => {
    const packed = xz(machineCode(300), '--x86', '--lzma2');
    const assertRefused = (bytes: Uint8Array, what: string): void => {
      assert.throws(
        () => decompressXz(bytes, 1 << 20),
        (error) =>
          ['format-corrupt', 'format-unsupported'].some((code) => hasErrorCode(error, code as 'format-corrupt')),
        what,
      );
    };
    for (let at = 0; at < packed.length; at++) {
      const bytes = packed.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      assertRefused(bytes, `byte ${at}`);
      assertRefused(packed.subarray(0, at), `${at} bytes`);
    }
  });

  it('reports damage, and what is no xz at all', () => {
    assertDamageIsReported(xz(machineCode(2000), '--check=none'), (bytes) => decompressXz(bytes, 1 << 20));
    assertNoiseIsReported((bytes) => decompressXz(bytes, 1 << 20));
  });
});
