import assert from 'node:assert/strict';
import { GIB, MIB } from '../../../src/core/size.js';
import { assertClean, debugfs } from '../../oracles/e2fsprogs.js';
import { awkwardTree } from './awkward-tree.js';
import { assertExtracts } from './extracted.js';
import { makeImage, scratchDirectory } from './images.js';

describe('formats/ext4 with an awkward tree', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();
  const tree = awkwardTree();

  for (const [name, size] of [
    ['64m', 64 * MIB],
    ['1g', GIB],
    ['20g', 20 * GIB],
  ] as const) {
    it(`is clean and whole in ${name}`, () => {
      const image = scratch.path(name);
      makeImage(image, tree, { size });
      assertClean(image);
      assertExtracts(image, tree, scratch.path(`${name}.d`));
    });
  }

  it('indexes directories of more than a block, and no others', () => {
    const image = scratch.path('1g');
    assert.match(debugfs(image, 'htree_dump /wide').slice(0, 2000), /Indirect levels: 0/);
    assert.match(debugfs(image, 'stat /wide'), /Flags: 0x81000/);
    assert.match(debugfs(image, 'stat /links'), /Flags: 0x80000/);
  });
});
