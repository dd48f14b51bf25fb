import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { MIB } from '../../../src/core/size.js';
import { assertClean } from '../../oracles/e2fsprogs.js';
import { anyExt4Tree } from './arbitrary-tree.js';
import { assertExtracts } from './extracted.js';
import { makeImage, scratchDirectory } from './images.js';
import { assertSameAsDebugfs } from './reader/same-as-debugfs.js';

describe('formats/ext4 with random trees', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();

  it('is what debugfs extracts and says of each file, and clean', () => {
    const [image, extracted, again] = ['image', 'extracted', 'again'].map((name) => scratch.path(name)) as [string, string, string]; // prettier-ignore
    let names = 0;
    fc.assert(
      fc.property(anyExt4Tree, fc.constantFrom(1024, 2048, 4096), (root, blockSize) => {
        makeImage(image, root, { size: 16 * MIB, blockSize });
        assertClean(image);
        assertExtracts(image, root, extracted);
        names += assertSameAsDebugfs(image, again);
        for (const folder of [extracted, again]) rmSync(folder, { recursive: true });
      }),
      { numRuns: 100, endOnFailure: true },
    );
    assert.ok(names > 500, `${names} names`);
  });
});
