import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { readTar } from '../../../src/formats/tar/index.js';
import { opsError } from '../../io/ops-error.js';
import { useTemporaryDirectory } from '../../io/temporary-directory.js';
import { assertDamageIsReported, assertNoiseIsReported } from '../damage.js';
import { membersOf, packWithPython, packWithTar, sealHeader } from './archives.js';

const BLOCK = 512;

/** Reads everything; ranges must lie within the archive and the file. */
function readAll(archive: Uint8Array): void {
  for (const member of readTar(bytesAccess(archive))) {
    if (member.kind !== 'file') continue;
    let end = 0;
    for (const { start, length, at } of member.stored) {
      assert.ok(start >= end && length > 0 && start + length <= member.size && at + length <= archive.length);
      end = start + length;
    }
  }
}

describe('formats/tar/damage', () => {
  const at = useTemporaryDirectory();

  for (const flags of [['--format=gnu'], ['--format=posix'], ['--format=posix', '--sparse-version=0.1'], ['--format=v7']]) {
    it(`reports damage to ${flags.join(' ')}, with right checksums and with wrong ones`, () => {
      const sparse = Buffer.alloc(100_000);
      sparse.write('data', 50_000);
      writeFileSync(at('s'.repeat(90)), '');
      writeFileSync(at('file'), 'content');
      const isOld = flags.includes('--format=v7');
      if (!isOld) {
        writeFileSync(at('n'.repeat(200)), 'long');
        writeFileSync(at('sparse'), sparse);
      }
      const archive = packWithTar(at('.'), [...flags, ...(isOld ? [] : ['--sparse', '--hole-detection=raw']), '-b1']);
      assertDamageIsReported(archive, readAll, 1500);
      assertDamageIsReported(archive, (bytes) => {
        for (let offset = 0; offset + BLOCK <= bytes.length; offset += BLOCK) sealHeader(bytes, offset);
        readAll(bytes);
      }, 1500);
    });
  } // prettier-ignore

  it('reports what is no archive', () => {
    assertNoiseIsReported(readAll);
  });

  it('reports an archive that is cut off, wherever', () => {
    const archive = packWithPython(`add('a', b'x' * 700)\nadd('b' * 300, b'y')`);
    const end = archive.findLastIndex((byte) => byte !== 0) + 1;
    for (let length = 0; length < end + BLOCK - (end % BLOCK); length += 97) {
      assert.throws(
        () => membersOf(archive.subarray(0, length)),
        opsError('format-corrupt', 'cut off'),
        String(length),
      );
    }
  });

  const damages: readonly (readonly [string, string, number, string, string])[] = [
    ['a size that is no number', "add('a')", 124, '9', 'tar member "a" at byte 0: its size is not a number'],
    ['an owner that is no number', "add('a')", 108, 'x', 'uid of'],
    ['a negative size', "add('a')", 124, '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xfe', 'its size is not a number'],
    ['a size beyond the archive', "add('a', b'x')", 124, '77777777777\0', 'the archive is cut off at byte'],
    ['a size of 2^90', "add('a')", 124, '\x80\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f', 'its size is not a number'],
    ['a type that nobody knows', "add('a')", 156, 'Z', 'type "Z"'],
    ['a link to nothing', "add('a', type=tarfile.SYMTYPE, linkname='b')", 157, '\0', 'it is a link to nothing'],
    ['records without a length', "add('a', pax_headers={'path': 'bcdefgh'})", BLOCK, 'xx', 'does not begin with its length'],
    ['records too long', "add('a', pax_headers={'path': 'bcdefgh'})", BLOCK, '99', 'not as long as it says'],
    ['records without a keyword', "add('a', pax_headers={'path': 'bcdefgh'})", BLOCK + 3, '=', 'no keyword'],
  ]; // prettier-ignore
  for (const [what, statements, offset, bytes, message] of damages) {
    it(`names the place of ${what}`, () => {
      const archive = packWithPython(statements);
      archive.set(Buffer.from(bytes, 'latin1'), offset);
      sealHeader(archive);
      const code = what.startsWith('a type') ? 'format-unsupported' : 'format-corrupt';
      assert.throws(() => membersOf(archive), opsError(code, message));
    });
  }

  for (const [records, message] of [
    ["'GNU.sparse.size': '10', 'GNU.sparse.map': '0,4,2,4'", 'out of order'],
    ["'GNU.sparse.size': '10', 'GNU.sparse.map': '0,4,8,4'", 'beyond the file'],
    ["'GNU.sparse.size': '10', 'GNU.sparse.map': '0,4,5'", 'ends in the middle'],
    ["'GNU.sparse.size': '10', 'GNU.sparse.map': '0,3'", 'has 3 bytes, the archive 8'],
    ["'GNU.sparse.size': '10', 'GNU.sparse.map': '0,x'", 'not a number'],
    ["'GNU.sparse.major': '1', 'GNU.sparse.minor': '0'", 'has no size'],
    ["'GNU.sparse.major': '2', 'GNU.sparse.realsize': '8'", 'no known version'],
    ["'mtime': '1e9'", 'mtime is not a time'],
    ["'uid': '4294967295'", 'does not fit 32 bits'],
    ["'LIBARCHIVE.xattr.user.a': '*'", 'not base 64'],
  ] as const) {
    it(`refuses ${records}`, () => {
      const archive = packWithPython(`add('a', b'12345678', pax_headers={${records}})`);
      assert.throws(() => membersOf(archive), opsError('format-corrupt', 'tar member "a"', message));
    });
  }

  it('does not take memory for a header of any size', () => {
    const archive = packWithPython("add('a', pax_headers={'path': 'b'})");
    archive.set(Buffer.from('77777777777\0'), 124);
    sealHeader(archive);
    assert.throws(() => membersOf(archive), opsError('format-limit', 'over 8 MiB'));
  });
});
