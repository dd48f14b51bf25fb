import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { hasErrorCode } from '../../../src/core/errors.js';
import { decompressXz } from '../../../src/formats/xz/decompress.js';
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
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

const VARIANTS: readonly (readonly string[])[] = [
  ['-0'],
  ['-9e'],
  ['--check=none'],
  ['--check=crc64'],
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
        { numRuns: 12 },
      );
    });
  }

  it('unpacks machine code through the x86 filter, in one block and in many', () => {
    const code = machineCode(3_000_000);
    const options = ['--x86', '--lzma2=preset=1'];
    assert.deepEqual(decompressXz(xz(code, ...options), LIMIT), code);
    assert.deepEqual(decompressXz(xz(code, '--block-size=300000', '-T2', ...options), LIMIT), code);
  });

  it('unpacks what was too random to pack, and nothing', () => {
    const noise = xz(machineCode(200_000), '-1');
    assert.deepEqual(decompressXz(xz(noise, '-1'), LIMIT), noise);
    assert.deepEqual(decompressXz(xz(new Uint8Array()), LIMIT), new Uint8Array());
  });

  it('refuses other checks and filters as unsupported', () => {
    for (const args of [['--check=sha256'], ['--arm', '--lzma2'], ['--delta', '--lzma2']]) {
      assert.throws(
        () => decompressXz(xz(machineCode(100), ...args), LIMIT),
        (error) => hasErrorCode(error, 'format-unsupported'),
        args.join(' '),
      );
    }
  });

  it('refuses to unpack to more than its limit', () => {
    const packed = xz(new Uint8Array(1000));
    assert.equal(decompressXz(packed, 1000).length, 1000);
    assert.throws(
      () => decompressXz(packed, 999),
      (error) => hasErrorCode(error, 'format-limit'),
    );
  });

  it('notices every changed byte', () => {
    const packed = xz(machineCode(300), '--x86', '--lzma2');
    for (let at = 0; at < packed.length; at++) {
      const bytes = packed.slice();
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      assert.throws(
        () => decompressXz(bytes, 1 << 20),
        (error) => hasErrorCode(error, 'format-corrupt') || hasErrorCode(error, 'format-unsupported'),
        `byte ${at}`,
      );
    }
  });

  it('reports damage, and what is no xz at all', () => {
    assertDamageIsReported(xz(machineCode(2000), '--check=none'), (bytes) => decompressXz(bytes, 1 << 20));
    assertNoiseIsReported((bytes) => decompressXz(bytes, 1 << 20));
  });
});
