import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { parseSize } from '../../../src/core/size.js';
import { assertClean, dumpFields, makeReference } from '../../oracles/e2fsprogs.js';
import { makeImage, scratchDirectory } from './images.js';
import { directory } from './trees.js';

const SIZES = [
  '1m', '2m', '3m', '4m', '8m', '16m', '64m', '128m', '256m', '511m', '512m', '1g', '2g', '4g', '10g', '16g', '32g',
  '100g', '1t', '5t', '15t',
]; // prettier-ignore

/** What differs by nature: identities, moments, what mke2fs itself wrote, and sums over them. */
const OWN_FIELDS = [
  'Filesystem UUID',
  'Filesystem created',
  'Last write time',
  'Last checked',
  'Lifetime writes',
  'Directory Hash Seed',
  'Checksum',
];

describe('formats/ext4 beside mke2fs -t ext4', function () {
  this.timeout(120_000);
  const scratch = scratchDirectory();

  for (const size of SIZES) {
    it(`makes ${size} with the same superblock`, () => {
      const ours = scratch.path(`ours-${size}`);
      const theirs = scratch.path(`theirs-${size}`);
      makeReference(theirs, size);
      makeImage(ours, directory({}), { size: parseSize(size) });
      assert.deepEqual(comparable(ours), comparable(theirs));
      assertClean(ours);
      for (const image of [ours, theirs]) rmSync(image);
    });
  }
});

function comparable(image: string): Record<string, string> {
  return Object.fromEntries([...dumpFields(image)].filter(([name]) => !OWN_FIELDS.includes(name)));
}
