import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { GIB, MIB, TIB } from '../../../src/core/size.js';
import { growthLimit } from '../../../src/formats/ext4/index.js';
import { useTemporaryDirectory } from '../../io/temporary-directory.js';

describe('formats/ext4/growth-limit', () => {
  const inDirectory = useTemporaryDirectory();
  const limitOf = async (size: number, ...flags: readonly string[]): Promise<number> => {
    const image = inDirectory('image');
    await execa('mke2fs', ['-q', '-F', '-t', 'ext4', '-O', '64bit', ...flags, image, `${size / 1024}k`]);
    return growthLimit(readFileSync(image).subarray(0, 4096));
  };

  it('is what the descriptors in place and those reserved can describe', async () => {
    // Blocks of 1 KiB: 16 descriptors each, of groups of 8 MiB; one block is in use, and mke2fs reserves 256 at most.
    const limit = await limitOf(64 * MIB, '-b', '1024', '-E', `resize=${(8 * GIB) / 1024}`);
    assert.ok(limit >= 8 * GIB && limit < 8.2 * GIB, String(limit));
    // Blocks of 4 KiB: 64 descriptors each, of groups of 128 MiB: 8 GiB a block.
    const large = await limitOf(64 * MIB, '-b', '4096', '-O', '^resize_inode');
    assert.equal(large, 8 * GIB);
    assert.ok((await limitOf(64 * MIB, '-b', '4096', '-E', `resize=${TIB / 4096}`)) >= TIB);
  });

  it('is none for a volume with meta_bg', async () => {
    assert.equal(await limitOf(64 * MIB, '-O', 'meta_bg,^resize_inode'), Infinity);
  });

  it('is not known of what is no volume', () => {
    writeFileSync(inDirectory('image'), Buffer.alloc(4096));
    assert.throws(() => growthLimit(readFileSync(inDirectory('image'))), /magic/);
  });
});
