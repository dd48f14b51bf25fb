import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { hasErrorCode, type OpsError } from '../../../../src/core/errors.js';
import { openExt4 } from '../../../../src/formats/ext4/reader/index.js';
import { bytesAccess } from '../../../../src/formats/random-access.js';
import { debugfsBatch } from '../../../oracles/debugfs-inodes.js';
import { makeFileSystem } from '../../../oracles/e2fsprogs.js';
import { scratchDirectory } from '../images.js';

/** Damage that `debugfs` makes with its own hands, on a volume without checksums. */
describe('formats/ext4 reader refuses', function () {
  this.timeout(60_000);
  const scratch = scratchDirectory();

  const refusal = (commands: readonly string[], features = '^metadata_csum'): OpsError => {
    const image = scratch.path('image');
    writeFileSync(scratch.path('content'), 'x'.repeat(40_000));
    makeFileSystem(image, '4m', ['-t', 'ext4', '-b', '1024', '-O', features]);
    const tree = ['mkdir a', 'mkdir a/b', 'mkdir c', `write ${scratch.path('content')} file`, 'symlink link target'];
    debugfsBatch(image, tree, ['-w']);
    const read = () => {
      const reader = openExt4(bytesAccess(readFileSync(image)));
      reader.readTree();
      reader.readFile(reader.lookup(new TextEncoder().encode('file')), 0, new Uint8Array(40_000));
    };
    read();
    debugfsBatch(image, commands, ['-w']);
    try {
      read();
    } catch (error) {
      if (hasErrorCode(error, 'format-corrupt') || hasErrorCode(error, 'format-unsupported')) return error;
      throw error;
    }
    throw new Error('was read');
  };

  for (const [name, commands, message] of [
    ['a directory within itself', ['link a a/b/again'], /"again" is a directory that has another name/],
    ['a directory with two names', ['link a/b c/b'], /says to be in 12, and is in 14/],
    ['the root below itself', ['link / a/root'], /"root" is a directory that has another name/],
    ['a name without an inode', ['clri file'], /^inode \d+ at byte \d+: is not in use/],
    ['a name of a reserved inode', ['link <8> journal'], /"journal" cannot be inode 8/],
    ['an unknown kind of file', ['sif file mode 0170644'], /mode 0170644 is of no kind/],
    ['another kind than the name says', ['sif file mode 0010644'], /"file" has type 1 here, and is a fifo/],
    ['an absurd size', ['sif file size 0xffffffff00000000'], /size is absurd/],
    [
      'more bytes than blocks can be counted',
      ['sif file size 0x1fffff00000000'],
      /more than its blocks can be counted/,
    ],
    ['a directory of no whole blocks', ['sif c size 1000'], /its size cannot be 1000/],
    ['a directory with a hole', ['sif c size 4096'], /block 1 of it is missing/],
    ['an extent tree without its magic', ['sif file block[0] 0'], /its magic is 0x0/],
    ['an extent beyond the volume', ['sif file block[5] 0x7fffffff'], /are not within the volume/],
    ['a link to nothing', ['sif link size 0'], /a link cannot lead to 0 bytes/],
    ['a link with NUL in it', ['sif link size 20'], /a name with NUL/],
    ['a time beyond a second', ['sif file mtime_extra 0xffffffff'], /a time with 1073741823 nanoseconds/],
    ['attributes in the superblock', ['sif file file_acl 1'], /cannot be block 1/],
    ['attributes without a block', ['sif file file_acl 999999'], /is not within the/],
    ['an inode count that no groups have', ['ssv inodes_count 77'], /its inode count cannot be 77/],
    ['a block count that no image has', ['ssv blocks_count 99999'], /the image ends after/],
    ['a block size that is none', ['ssv log_block_size 9'], /its block size is 2\^19/],
    ['an inode size that is none', ['ssv inode_size 200'], /its inode size cannot be 200/],
    ['an inode table that is nowhere', ['set_block_group 0 inode_table 0'], /inode table 0 .* not within/],
  ] as const) {
    it(name, () => {
      const error = refusal(commands);
      assert.equal(error.code, 'format-corrupt');
      assert.match(error.message, message);
      assert.equal(typeof error.details['structure'], 'string');
      assert.equal(typeof error.details['offset'], 'number');
    });
  }

  for (const [feature, named] of [
    ['journal_dev', 'journal_dev'],
    ['compression', 'compression'],
    ['FEATURE_I12', 'dirdata'],
    ['FEATURE_I30', 'FEATURE_I30'],
  ] as const) {
    it(`the feature ${named}`, () => {
      const error = refusal([`feature ${feature}`]);
      assert.equal(error.code, 'format-unsupported');
      assert.deepEqual(error.details['features'], [named]);
    });
  }

  it('encrypted files', () => {
    const error = refusal(['sif file flags 0x80800'], 'encrypt,^metadata_csum');
    assert.deepEqual([error.code, error.details['features']], ['format-unsupported', ['encrypt']]);
  });

  it('a journal that is on another device', () => {
    const error = refusal(['ssv journal_inum 0', 'feature needs_recovery']);
    assert.match(error.message, /journal on another device/);
  });

  it('what is no volume', () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(1500), new Uint8Array(100_000)]) {
      assert.throws(() => openExt4(bytesAccess(bytes)), (error) => hasErrorCode(error, 'format-corrupt')); // prettier-ignore
    }
  });
});
