import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { SUPERBLOCK_OFFSET, SUPERBLOCK_SIZE } from '../../../src/formats/ext4/index.js';
import { relabelExt4 } from '../../../src/formats/ext4/relabel.js';
import { SUPERBLOCK } from '../../../src/formats/ext4/superblock.js';
import { bytesAccess } from '../../../src/formats/random-access.js';
import { opsError } from '../../io/ops-error.js';
import { assertClean, dumpFields, makeReference } from '../../oracles/e2fsprogs.js';
import { scratchDirectory } from './images.js';
import { encode } from './trees.js';

const LABEL_AT = SUPERBLOCK.offsetOf('label');

describe('formats/ext4/relabel', () => {
  const scratch = scratchDirectory();
  const relabel = (image: string) => {
    const patches = relabelExt4(bytesAccess(readFileSync(image)), encode('a new label'));
    const fd = openSync(image, 'r+');
    for (const { position, bytes } of patches) writeSync(fd, bytes, 0, bytes.length, position);
    closeSync(fd);
    return patches.map(({ position }) => position);
  };

  for (const { what, options, copies } of [
    { what: 'ext4', options: ['-b', '1024'], copies: 4 },
    { what: 'ext4 without checksums', options: ['-b', '1024', '-O', '^metadata_csum'], copies: 4 },
    {
      what: 'ext2 with a backup in every group',
      options: ['-b', '1024', '-O', '^sparse_super,^resize_inode'],
      copies: 6,
    },
    { what: 'ext4 with one group', options: ['-b', '4096'], copies: 1 },
  ]) {
    it(`gives ${what} another label in every superblock`, () => {
      const image = scratch.path('image');
      makeReference(image, '48m', '-L', 'the-first-label!', ...options);
      const positions = relabel(image);
      assertClean(image);
      assert.equal(dumpFields(image).get('Filesystem volume name'), 'a new label');
      const bytes = readFileSync(image);
      const labels = positions.map((at) => bytes.toString('latin1', at + LABEL_AT, at + LABEL_AT + 16));
      assert.deepEqual(labels, Array<string>(copies).fill('a new label'.padEnd(16, '\0')));
      assert.equal(bytes.includes('the-first-label!'), false);
    });
  }

  it('leaves alone what is no backup of this volume', () => {
    const image = scratch.path('image');
    makeReference(image, '48m', '-b', '1024');
    const bytes = readFileSync(image);
    bytes.fill(0, 8193 * 1024, 8193 * 1024 + SUPERBLOCK_SIZE);
    writeFileSync(image, bytes);
    assert.equal(relabel(image).includes(8193 * 1024), false);
  });

  it('refuses what it does not know', () => {
    const image = scratch.path('image');
    makeReference(image, '48m', '-O', 'sparse_super2,^resize_inode');
    assert.throws(() => relabel(image), opsError('format-unsupported', 'sparse_super2'));
    makeReference(image, '48m', '-O', 'mmp');
    assert.throws(() => relabel(image), opsError('format-unsupported', 'mmp'));
    assert.throws(() => relabelExt4(bytesAccess(new Uint8Array(SUPERBLOCK_OFFSET * 4)), encode('x')), {
      code: 'format-corrupt',
    });
  });
});
