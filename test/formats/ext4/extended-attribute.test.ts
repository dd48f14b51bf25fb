import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { hasErrorCode } from '../../../src/core/errors.js';
import { MIB } from '../../../src/core/size.js';
import { minimumExt4Size, planExt4 } from '../../../src/formats/ext4/index.js';
import { assertClean, debugfs } from '../../oracles/e2fsprogs.js';
import { makeImage, scratchDirectory } from './images.js';
import { directory, encode, file, link, OPTIONS, pattern, special } from './trees.js';

const CAPABILITY = Uint8Array.of(1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
/** u::rw-, u:1000:r--, g::r--, m::r--, o::--- as `getxattr` returns it. */
const ACL = Uint8Array.from([
  [2, 0, 0, 0],
  [1, 0, 6, 0, 255, 255, 255, 255],
  [2, 0, 4, 0, 0xe8, 3, 0, 0],
  [4, 0, 4, 0, 255, 255, 255, 255],
  [16, 0, 4, 0, 255, 255, 255, 255],
  [32, 0, 0, 0, 255, 255, 255, 255],
].flat()); // prettier-ignore

function attributes(entries: Readonly<Record<string, Uint8Array>>): { xattrs: ReadonlyMap<string, Uint8Array> } {
  return { xattrs: new Map(Object.entries(entries)) };
}

describe('formats/ext4 extended attributes', () => {
  const scratch = scratchDirectory();
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`user.n${index}`, pattern(40, index)]));
  const tree = directory(
    {
      capable: file('x', attributes({ 'security.capability': CAPABILITY })),
      listed: file('y', attributes({ 'system.posix_acl_access': ACL })),
      large: file(pattern(5000), attributes({ 'user.large': pattern(700), 'user.empty': new Uint8Array(0) })),
      many: directory({ below: link('a'.repeat(80)) }, attributes(many)),
      pipe: { ...special('fifo'), ...attributes({ 'trusted.overlay.opaque': encode('y') }) },
      raw: file('', attributes({ 'user.ключ': pattern(300) })),
      plain: file('z'),
    },
    attributes({ 'user.root': pattern(300) }),
  );

  for (const size of [4 * MIB, 600 * MIB]) {
    it(`are in the inode or in a block, and e2fsck agrees with every hash and checksum (${size / MIB}m)`, () => {
      const image = scratch.path('image');
      makeImage(image, tree, { size });
      assertClean(image);
      assert.match(debugfs(image, 'ea_get -x /capable security.capability'), /01 00 00 02 00 20 00/);
      assert.equal(
        debugfs(image, 'ea_list /large')
          .match(/user\.\w+ \(\d+\)/g)
          ?.join(),
        'user.empty (0),user.large (700)',
      );
      assert.equal(debugfs(image, 'ea_list /many').match(/user\.n/g)?.length, 12);
      assert.match(debugfs(image, 'ea_list /pipe'), /trusted.overlay.opaque \(1\) = "y"/);
      assert.match(
        debugfs(image, 'ea_list /listed'),
        /posix_acl_access \(28\) = 01 00 00 00 01 00 06 00 02 00 04 00 e8 03 00 00 04 00/,
      );
      assert.match(debugfs(image, 'ea_list /'), /user.root \(300\)/);
      assert.match(debugfs(image, 'stat /capable'), /File ACL: 0\n/);
      assert.match(debugfs(image, 'stat /large'), /File ACL: [1-9]/);
    });
  }

  it('give every byte of the value back', () => {
    const image = scratch.path('value');
    makeImage(image, tree, { size: 4 * MIB });
    const value = scratch.path('value.bin');
    debugfs(image, `ea_get -f ${value} /large user.large`);
    assert.deepEqual(new Uint8Array(readFileSync(value)), pattern(700));
  });

  it('count for the size of the volume', () => {
    const without = directory({ a: { ...file('x'), size: 2 * MIB } });
    const bytes = attributes({ 'user.a': pattern(500) });
    const withThem = directory({ a: { ...file('x', bytes), size: 2 * MIB } });
    assert.equal(minimumExt4Size(withThem, OPTIONS) - minimumExt4Size(without, OPTIONS), 1024);
  });

  it('take blocks of 4096 bytes in a small volume when smaller ones cannot hold them', () => {
    const blockSizeFor = (length: number): number => {
      const large = directory({ a: file('', attributes({ 'user.a': pattern(length) })) });
      return planExt4(large, { ...OPTIONS, size: 4 * MIB }).blockSize;
    };
    // A header of 32 bytes, an entry of 16 and a name of 1 (padded to 20), four zeros: 968 are left.
    assert.equal(blockSizeFor(968), 1024);
    assert.equal(blockSizeFor(969), 4096);
  });

  it('are refused by name when ext4 has no place for them', () => {
    for (const [name, value, code] of [
      ['user.huge', pattern(5000), 'format-limit'],
      ['afs.acl', pattern(5), 'source-unsupported'],
      ['user.', pattern(5), 'source-unsupported'],
      ['system.posix_acl_access', pattern(7), 'source-unsupported'],
    ] as const) {
      const wrong = directory({ a: file('x', attributes({ [name]: value })) });
      assert.throws(
        () => planExt4(wrong, { ...OPTIONS, size: 600 * MIB }),
        (error) => hasErrorCode(error, code),
        name,
      );
    }
  });
});
