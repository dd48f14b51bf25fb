import assert from 'node:assert/strict';
import { parseSize } from '../../../src/core/size.js';
import { debugfs, makeReference } from '../../oracles/e2fsprogs.js';
import { makeImage, scratchDirectory } from './images.js';
import { directory } from './trees.js';

describe('formats/ext4 resize inode', () => {
  const scratch = scratchDirectory();

  // Its own doubly indirect block may be anywhere.
  const blocksOf = (image: string): string => {
    const text = debugfs(image, 'stat <7>');
    assert.match(text, /\(DIND\):\d+/);
    return text.slice(text.indexOf('BLOCKS:')).replace(/\(DIND\):\d+/, '');
  };
  const sizeOf = (image: string): string | undefined =>
    /Size: \d+|Blockcount: \d+/.exec(debugfs(image, 'stat <7>'))?.[0];

  for (const size of ['2m', '64m', '511m', '512m', '3g', '10g', '100g']) {
    it(`leads to the same blocks as that of mke2fs (${size})`, () => {
      const ours = scratch.path(`ours-${size}`);
      const theirs = scratch.path(`theirs-${size}`);
      makeImage(ours, directory({}), { size: parseSize(size) });
      makeReference(theirs, size);
      assert.equal(blocksOf(ours), blocksOf(theirs));
      assert.equal(sizeOf(ours), sizeOf(theirs));
    });
  }
});
