import assert from 'node:assert/strict';
import { closeSync, openSync, readSync } from 'node:fs';
import { hasErrorCode } from '../../../src/core/errors.js';
import { MIB } from '../../../src/core/size.js';
import { openExt4Superblock } from '../../../src/formats/ext4/index.js';
import { dumpFields, makeReference } from '../../oracles/e2fsprogs.js';
import { makeImage, scratchDirectory } from './images.js';
import { directory, encode, file, OPTIONS } from './trees.js';

describe('formats/ext4 superblock', () => {
  const scratch = scratchDirectory();
  const head = (image: string): Uint8Array => {
    const bytes = new Uint8Array(2048);
    const descriptor = openSync(image, 'r');
    readSync(descriptor, bytes, 0, bytes.length, 0);
    closeSync(descriptor);
    return bytes;
  };

  it('says of our volume what was asked for', () => {
    const image = scratch.path('ours');
    const plan = makeImage(image, directory({ a: file('x') }), { size: 8 * MIB, label: encode('данные') });
    const summary = openExt4Superblock(head(image));
    assert.deepEqual(summary.label, encode('данные'));
    assert.deepEqual(summary.uuid, OPTIONS.uuid);
    assert.equal(summary.clean, true);
    for (const field of ['blockSize', 'blockCount', 'freeBlocks', 'inodeCount', 'freeInodes'] as const) {
      assert.equal(summary[field], plan[field], field);
    }
  });

  for (const size of ['1m', '64m', '1g']) {
    it(`says of a volume of mke2fs what dumpe2fs says (${size})`, () => {
      const image = scratch.path(size);
      makeReference(image, size);
      const fields = dumpFields(image);
      const summary = openExt4Superblock(head(image));
      const number = (name: string): number => Number(fields.get(name));
      assert.equal(summary.features.join(' '), fields.get('Filesystem features'));
      assert.equal(Buffer.from(summary.uuid).toString('hex'), fields.get('Filesystem UUID')!.replaceAll('-', ''));
      assert.equal(summary.label.length, 0);
      assert.equal(summary.blockSize, number('Block size'));
      assert.equal(summary.blockCount, number('Block count'));
      assert.equal(summary.freeBlocks, number('Free blocks'));
      assert.equal(summary.inodeCount, number('Inode count'));
      assert.equal(summary.freeInodes, number('Free inodes'));
    });
  }

  it('is refused when it is none, damaged or cut off', () => {
    const image = scratch.path('damaged');
    makeImage(image, directory({}), { size: MIB });
    const damage = (at: number) => () => {
      const bytes = head(image);
      bytes[1024 + at]! ^= 1;
      return openExt4Superblock(bytes);
    };
    const corrupt = (text: RegExp) => (error: unknown) =>
      hasErrorCode(error, 'format-corrupt') && text.test(error.message);
    assert.throws(damage(0x38), corrupt(/magic/));
    for (const at of [0, 0x18, 0x78, 0x3fb, 0x3fc]) assert.throws(damage(at), corrupt(/checksum/));
    assert.throws(() => openExt4Superblock(new Uint8Array(2048)), corrupt(/magic/));
    assert.throws(() => openExt4Superblock(head(image).subarray(0, 2047)), corrupt(/cut off/));
    assert.throws(() => openExt4Superblock(new Uint8Array(0)), corrupt(/cut off/));
  });
});
